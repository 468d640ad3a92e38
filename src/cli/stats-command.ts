import type { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from './api-client.ts'
import type { Io } from './io.ts'
import { overApi, queryOf } from './over-api.ts'
import { table } from './table.ts'

interface StatsOptions {
  readonly url?: string
  readonly json?: boolean
  readonly window?: string
}

const tally = z.object({
  success: z.number(),
  failed: z.number(),
  failureRate: z.number().nullable(),
  refused: z.number(),
  duplicates: z.number(),
  states: z.record(z.string(), z.number()),
})
const stats = tally.extend({
  from: z.string(),
  to: z.string(),
  byEndpoint: z.array(tally.extend({ endpoint: z.string() })),
  alarms: z.array(z.object({ alarm: z.string(), title: z.string(), text: z.string(), openedAt: z.string() })),
})

export function addStats(program: Command, io: Io): void {
  overApi(program.command('stats').description('what became of the events of a day, and which alarms are on'))
    .option('--window <time>', 'how far back: 90m, 24h, 7d')
    .action((options: StatsOptions) => showStats(io, options))
}

async function showStats(io: Io, { url, json, window }: StatsOptions): Promise<void> {
  const { body } = await apiClient(io, url)('GET', `/stats${queryOf({ window })}`)
  if (json) return io.print(JSON.stringify(body))
  const { from, to, byEndpoint, alarms, ...all } = stats.parse(body)
  io.note(`events that came from ${from} to ${to}`)
  const states = Object.keys(all.states)
  io.print(
    table(
      [
        'ENDPOINT',
        'FAILED',
        'OF',
        'RATE',
        'REFUSED',
        'DUPLICATES',
        ...states.map((state) => state.toUpperCase()),
      ],
      [...byEndpoint, { endpoint: 'all', ...all }].map((row) => rowOf(row, states)),
    ),
  )
  if (alarms.length === 0) return io.note('no alarm is on')
  io.print(
    table(
      ['SINCE', 'ALARM', 'WHAT'],
      alarms.map(({ openedAt, alarm, title, text }) => [openedAt, alarm, `${title}. ${text}`]),
    ),
  )
}

function rowOf(row: z.infer<typeof tally> & { endpoint: string }, states: readonly string[]): string[] {
  const { endpoint, success, failed, failureRate, refused, duplicates } = row
  return [
    endpoint,
    String(failed),
    String(success + failed),
    failureRate === null ? '-' : `${(failureRate * 100).toFixed(1)} %`,
    String(refused),
    String(duplicates),
    ...states.map((state) => String(row.states[state] ?? 0)),
  ]
}
