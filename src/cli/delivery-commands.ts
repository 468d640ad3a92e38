import type { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from './api-client.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { overApi, queryOf } from './over-api.ts'
import { table } from './table.ts'

interface Common {
  readonly url?: string
  readonly json?: boolean
}

const FILTERS = ['payment', 'topic', 'state', 'limit', 'cursor'] as const
type ListOptions = Common & Partial<Record<(typeof FILTERS)[number], string>>

interface RedeliverOptions extends Common {
  readonly topic?: string
  readonly state?: string
  readonly from?: string
  readonly to?: string
  readonly dryRun?: boolean
}

const answered = z.object({ status: z.number().nullable(), durationMs: z.number().nullable() })
const page = z.object({
  data: z.array(
    z.object({
      createdAt: z.string(),
      key: z.string(),
      state: z.string(),
      because: z.string().nullable(),
      attempts: z.array(answered),
    }),
  ),
  nextCursor: z.string().nullable(),
})
const started = z.object({ count: z.number().optional(), workflowId: z.string().optional() })
const tested = answered.extend({ delivered: z.boolean().optional(), because: z.string().optional() })

/** `quittance deliveries`: what the merchant's app was told, and telling it again. */
export function addDeliveries(program: Command, io: Io): void {
  const deliveries = program.command('deliveries').description("what the merchant's app is told")
  overApi(deliveries.command('list').description('messages and their tries, newest first'))
    .option('--payment <id>')
    .option('--topic <topic>', 'such as order.paid')
    .option('--state <state>', 'trying, delivered, failed or skipped')
    .option('--limit <n>', 'up to 200')
    .option('--cursor <cursor>')
    .action((options: ListOptions) => list(io, options))
  overApi(deliveries.command('redeliver').description('send one message again, or all that match'))
    .argument('[key]', 'as list shows it; without it: all that match')
    .option('--topic <topic>')
    .option('--state <state>', 'default: failed')
    .option('--from <time>', 'ISO-8601')
    .option('--to <time>', 'ISO-8601, exclusive')
    .option('--dry-run', 'count only')
    .action((key: string | undefined, options: RedeliverOptions) => redeliver(io, key, options))
  overApi(deliveries.command('test').description('send a signed ping, and see what the app answers')).action(
    (options: Common) => test(io, options),
  )
  overApi(
    deliveries.command('enable').description('call the app again, after 410 or days without success'),
  ).action(async (options: Common) => {
    const { body } = await apiClient(io, options.url)('POST', '/delivery/endpoint/enable')
    io.print(options.json ? JSON.stringify(body) : 'enabled')
  })
}

async function list(io: Io, options: ListOptions): Promise<void> {
  const given = Object.fromEntries(FILTERS.map((name) => [name, options[name]]))
  const { body } = await apiClient(io, options.url)('GET', `/deliveries${queryOf(given)}`)
  if (options.json) return io.print(JSON.stringify(body))
  const { data, nextCursor } = page.parse(body)
  io.print(
    table(
      ['CREATED', 'KEY', 'STATE', 'TRIES', 'LAST', 'MS', 'BECAUSE'],
      data.map(({ createdAt, key, state, attempts, because }) => {
        const last = attempts.at(-1)
        const [status, ms] = [last?.status ?? '-', last?.durationMs ?? '-'].map(String)
        return [createdAt, key, state, String(attempts.length), status ?? '-', ms ?? '-', because ?? '-']
      }),
    ),
  )
  if (nextCursor !== null) io.note(`more: --cursor ${nextCursor}`)
}

async function redeliver(io: Io, key: string | undefined, options: RedeliverOptions): Promise<void> {
  const { url, json, ...filter } = options
  if (key !== undefined && Object.keys(filter).length > 0)
    throw new CliError('--dry-run and filters are for all that match: give them without a key', EXIT.usage)
  const ask = apiClient(io, url)
  const { body } =
    key === undefined
      ? await ask('POST', '/deliveries/redeliver', filter)
      : await ask('POST', `/deliveries/${encodeURIComponent(key)}/redeliver`)
  if (json) return io.print(JSON.stringify(body))
  const { count = 1, workflowId } = started.parse(body)
  io.print(workflowId === undefined ? `${count} match` : `${count} are sent again by ${workflowId}`)
}

async function test(io: Io, options: Common): Promise<void> {
  const { status, body } = await apiClient(io, options.url)('POST', '/deliveries/test')
  if (options.json) return io.print(JSON.stringify(body))
  if (status === 202) return io.print('pending: no worker has taken it yet')
  const { delivered, because, durationMs, ...answer } = tested.parse(body)
  io.print(
    delivered
      ? `delivered: ${String(answer.status)} in ${String(durationMs)} ms`
      : `not delivered: ${because}`,
  )
}
