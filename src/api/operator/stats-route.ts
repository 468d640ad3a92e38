import { z } from 'zod'
import { type Incident, openIncidents } from '../../inbox/incidents.ts'
import { readStats } from '../../inbox/read-stats.ts'
import { defineRoute, ok } from './route.ts'

const MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** What came is counted event by event: a longer window is a matter for whoever keeps the metrics. */
const LONGEST_MS = 7 * MS.d

const windowMs = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/, 'must be a number of minutes, hours or days: 90m, 24h, 7d')
  .transform((text) => Number(text.slice(0, -1)) * MS[text.slice(-1) as keyof typeof MS])
  .refine((ms) => ms <= LONGEST_MS, 'must be 7 days at most')
  .default(MS.d)
  .describe('how far back: 90m, 24h, 7d')

export const statsRoute = defineRoute({
  method: 'get',
  path: '/stats',
  summary: 'What became of the events that came in a window, by endpoint and state; and which alarms are on',
  query: z.strictObject({ window: windowMs }),
  async answer({ pool }, { query: { window } }) {
    const to = new Date()
    const stats = await readStats(pool, new Date(to.getTime() - window), to)
    return ok({ ...stats, alarms: (await openIncidents(pool)).map(shown) })
  },
})

function shown({ alarm, subject, title, text, openedAt, quietSince }: Incident): object {
  return {
    alarm,
    subject,
    title,
    text,
    openedAt: openedAt.toISOString(),
    quietSince: quietSince?.toISOString() ?? null,
  }
}
