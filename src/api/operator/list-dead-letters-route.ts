import { z } from 'zod'
import { FAULTS } from '../../domain/fault.ts'
import { quoted } from '../../domain/reconciliation.ts'
import { usualDecision } from '../../domain/usual-decision.ts'
import { DEAD_LETTERS, type DeadLetter, listDeadLetters } from '../../inbox/list-dead-letters.ts'
import { listOf, moment } from './answers.ts'
import { cursorOf, encodeCursor } from './cursor.ts'
import { defineRoute, ok } from './route.ts'
import { id, limit } from './schemas.ts'

/** Postgres has no year 0. */
const since = z.iso.datetime().regex(/^(?!0000)/)
const cursor = cursorOf(z.tuple([since, id, z.string().max(3_000)]))

const kind = z.enum(DEAD_LETTERS)
const fault = z
  .enum(FAULTS)
  .describe('ours: we, or a part of ours, could not do it; theirs: what was sent cannot be so')

const deadLetter = z.object({
  kind,
  fault,
  since: moment,
  code: z.string().nullable().describe('one of docs/errors.md'),
  reason: z.string().nullable(),
  endpoint: z.string().nullable(),
  eventKey: z.string().nullable(),
  paymentId: z.string().nullable(),
  workflowId: z.string(),
  command: z.string().describe('goes on with it'),
})

export const listDeadLettersRoute = defineRoute({
  method: 'get',
  path: '/dead-letters',
  summary:
    'What does not go on by itself (parked, aborted, in quarantine), the oldest first, and how to go on',
  role: 'read',
  query: z.strictObject({
    kind: kind.exactOptional(),
    fault: fault.exactOptional(),
    cursor: cursor.exactOptional(),
    limit,
  }),
  responses: { 200: listOf(deadLetter) },
  async answer({ pool }, { query: { cursor, ...asked } }) {
    const page = await listDeadLetters(pool, { ...asked, ...(cursor === undefined ? {} : { after: cursor }) })
    return ok({ data: page.rows.map(shown), nextCursor: encodeCursor(page.next) })
  },
})

function shown(letter: DeadLetter) {
  const { kind, fault, since, code, reason, endpoint, eventKey, paymentId, workflowId } = letter
  const command = `quittance ${commandOf(letter).map(quoted).join(' ')} --reason "..."`
  return { kind, fault, since, code, reason, endpoint, eventKey, paymentId, workflowId, command }
}

function commandOf({
  kind,
  ref,
  code,
  endpoint,
  eventKey,
  workflowId,
  parkId,
  decisions,
}: DeadLetter): readonly string[] {
  switch (kind) {
    case 'parked': {
      const { decision, patch } = usualDecision(code, decisions ?? [])
      const corrected = patch === undefined ? [] : ['--patch', JSON.stringify(patch)]
      return ['decide', workflowId, parkId ?? '', decision, ...corrected]
    }
    case 'aborted':
      return ['replay', endpoint ?? '', eventKey ?? '']
    case 'quarantined':
      return ['quarantine', 'release', ref]
  }
}
