import { z } from 'zod'
import { ALARMS } from '../../domain/alarm.ts'
import { COUNTED_STATES } from '../../domain/stats.ts'
import { type Incident, openIncidents } from '../../inbox/incidents.ts'
import { readStats } from '../../inbox/read-stats.ts'
import { readWaiting } from '../../inbox/read-waiting.ts'
import { moment } from './answers.ts'
import { defineRoute, ok } from './route.ts'

const MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** What came is counted event by event: a longer window is a matter for whoever keeps the metrics. */
const LONGEST_MS = 7 * MS.d

const windowMs = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/, 'must be a number of minutes, hours or days: 90m, 24h, 7d')
  .transform((text) => Number(text.slice(0, -1)) * MS[text.slice(-1) as keyof typeof MS])
  .refine((ms) => ms <= LONGEST_MS, 'must be 7 days at most')
  .prefault('24h')
  .describe('how far back: 90m, 24h, 7d')

const tally = z.object({
  success: z.int(),
  failed: z.int(),
  failureRate: z.number().nullable(),
  refused: z.int(),
  duplicates: z.int(),
  states: z.object(
    Object.fromEntries(COUNTED_STATES.map((state) => [state, z.int()])) as Record<
      (typeof COUNTED_STATES)[number],
      z.ZodInt
    >,
  ),
})

const stats = z.object({
  from: moment,
  to: moment,
  ...tally.shape,
  byEndpoint: z.array(z.object({ endpoint: z.string(), ...tally.shape })),
  waiting: z
    .object({
      unstartedSince: moment.nullable().describe('since when the oldest event waits for its workflow'),
      unfinishedSince: moment.nullable().describe('since when the oldest event is neither done nor parked'),
      parked: z.int(),
    })
    .describe('now, whatever the window'),
  alarms: z.array(
    z.object({
      alarm: z.enum(ALARMS),
      subject: z.string(),
      title: z.string(),
      text: z.string(),
      openedAt: moment,
      quietSince: moment.nullable(),
    }),
  ),
})

export const statsRoute = defineRoute({
  method: 'get',
  path: '/stats',
  summary: 'What became of the events that came in a window, by endpoint and state; and which alarms are on',
  role: 'read',
  query: z.strictObject({ window: windowMs }),
  responses: { 200: stats },
  async answer({ pool }, { query: { window } }) {
    const to = new Date()
    const stats = await readStats(pool, new Date(to.getTime() - window), to)
    const alarms = (await openIncidents(pool)).map(shown)
    return ok({ ...stats, waiting: await readWaiting(pool), alarms })
  },
})

function shown({ alarm, subject, title, text, openedAt, quietSince }: Incident) {
  return {
    alarm,
    subject,
    title,
    text,
    openedAt: openedAt.toISOString(),
    quietSince: quietSince?.toISOString() ?? null,
  }
}
