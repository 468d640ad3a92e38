import type { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from './api-client.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { overApi } from './over-api.ts'
import { idOf } from './read-commands.ts'
import { followReplay, showReplay } from './replay-progress.ts'
import { type Said, said, whoAndWhy } from './said.ts'
import { table } from './table.ts'

const FILTERS = ['state', 'type', 'payment', 'order', 'from', 'to'] as const

type ReplayOptions = Said &
  Partial<Record<(typeof FILTERS)[number] | 'endpoint', string>> & {
    readonly dryRun?: boolean
    readonly rate: string
    readonly detach?: boolean
  }

/** `quittance replay` and `quittance replays`: events done again, as they are read and planned today. */
export function addReplays(program: Command, io: Io): void {
  said(
    program
      .command('replay')
      .description('have one event done again, or all that match; what is done stays done'),
  )
    .argument('[endpoint]', 'of one event')
    .argument('[eventKey]')
    .option('--endpoint <slug>', 'all of this endpoint')
    .option('--state <state>', 'fulfilled, recorded, ignored, parked or aborted')
    .option('--type <type>', "ours or the provider's")
    .option('--payment <id>')
    .option('--order <reference>')
    .option('--from <time>', 'ISO-8601')
    .option('--to <time>', 'ISO-8601, exclusive')
    .option('--dry-run', 'count only')
    .option('--rate <n>', 'so many a second, up to 50', '5')
    .option('--detach', 'do not wait for the end')
    .action((endpoint: string | undefined, key: string | undefined, options: ReplayOptions) =>
      endpoint === undefined ? replayAll(io, options) : replayOne(io, endpoint, key, options),
    )
  const replays = program.command('replays').description('replays of many events')
  overApi(replays.command('show').description('how far one is, and why some were refused'))
    .argument('<id>')
    .action((id: string, options) => showReplay(io, id, options))
  said(replays.command('stop').description('end one; what is replayed stays replayed'))
    .argument('<id>')
    .action((id: string, options: Said) => stop(io, id, options))
}

const replayed = z.object({ outcome: z.string(), reverified: z.string(), workflowId: z.string() })

const OUTCOMES: Readonly<Record<string, string>> = {
  started: 'started',
  waiting: 'planned anew; it is started as soon as Temporal answers',
  recorded: 'read anew; it still asks for nothing',
}

async function replayOne(
  io: Io,
  endpoint: string,
  key: string | undefined,
  options: ReplayOptions,
): Promise<void> {
  const isFiltered =
    options.dryRun === true || [...FILTERS, 'endpoint' as const].some((name) => options[name] !== undefined)
  if (key === undefined || isFiltered)
    throw new CliError('one event is <endpoint> <eventKey>; many are chosen by filters alone', EXIT.usage)
  const ask = apiClient(io, options.url)
  const id = await idOf(ask, endpoint, key)
  const { body } = await ask('POST', `/events/${id}/replay`, whoAndWhy(options))
  if (options.json) return io.print(JSON.stringify(body))
  const { outcome, reverified, workflowId } = replayed.parse(body)
  io.print(`${workflowId}: ${OUTCOMES[outcome] ?? outcome} (signature: ${reverified})`)
}

const matching = z.object({
  count: z.number(),
  by: z.array(z.object({ state: z.string(), endpoint: z.string(), events: z.number() })),
  id: z.string().optional(),
})

async function replayAll(io: Io, options: ReplayOptions): Promise<void> {
  const { url, json, dryRun = false, rate, detach } = options
  const filter = Object.fromEntries([...FILTERS, 'endpoint' as const].map((name) => [name, options[name]]))
  const ask = apiClient(io, url)
  const { body } = await ask('POST', '/events/replay', {
    filter,
    dryRun,
    ratePerSecond: Number(rate),
    ...whoAndWhy(options),
  })
  const { count, by, id } = matching.parse(body)
  if (json && (id === undefined || detach)) return io.print(JSON.stringify(body))
  if (!json) {
    const rows = by.map(({ endpoint, state, events }) => [endpoint, state, String(events)])
    io.print(table(['ENDPOINT', 'STATE', 'EVENTS'], [...rows, ['all', '', String(count)]]))
  }
  if (id === undefined) return
  io.note(`replay ${id}`)
  if (!detach) await followReplay(io, id, options)
}

async function stop(io: Io, id: string, options: Said): Promise<void> {
  const { body } = await apiClient(io, options.url)(
    'POST',
    `/replays/${encodeURIComponent(id)}/stop`,
    whoAndWhy(options),
  )
  io.print(options.json ? JSON.stringify(body) : 'it ends after the events that are under way')
}
