import { z } from 'zod'
import { recordBackup } from '../../inbox/backups.ts'
import { VERSION } from '../../version.ts'
import { CHECKS, VERDICTS } from '../doctor/finding.ts'
import { moment } from './answers.ts'
import { nothing } from './audit.ts'
import { defineRoute, ok } from './route.ts'
import { time, word } from './schemas.ts'

const finding = z.object({
  check: z.enum(CHECKS),
  verdict: z.enum(VERDICTS),
  found: z.string(),
  todo: z.string().optional(),
})

export const doctorRoute = defineRoute({
  method: 'get',
  path: '/doctor',
  summary: 'Each item of going live, looked at on the running deployment',
  role: 'operate',
  responses: { 200: z.object({ version: z.string(), at: moment, findings: z.array(finding) }) },
  async answer({ doctor }) {
    const findings = await doctor.examine()
    return ok({ version: VERSION, at: new Date().toISOString(), findings: [...findings] })
  },
})

/** A clock may be ahead a little; a backup that is to come is none. */
const AHEAD_MS = 5 * 60_000

export const backupTakenRoute = defineRoute({
  method: 'post',
  path: '/backups',
  summary: 'Notes that a backup of Postgres was taken, for whoever asks how old the newest is',
  role: 'operate',
  body: z.strictObject({
    takenAt: time
      .refine((at) => at.getTime() <= Date.now() + AHEAD_MS, 'must not be in the future')
      .exactOptional()
      .describe('default: now'),
    note: word.exactOptional().describe('such as where it is'),
  }),
  responses: { 200: z.object({ takenAt: moment }) },
  audit: {
    before: nothing,
    asked: ({ takenAt, note }) => ({ takenAt, note }),
    after: ({ takenAt }) => ({ takenAt }),
  },
  async answer({ pool }, { body: { takenAt = new Date(), note } }) {
    await recordBackup(pool, takenAt, note)
    return ok({ takenAt: takenAt.toISOString() })
  },
})
