import { z } from 'zod'
import { formatMinor } from '../domain/money.ts'
import { type AskApi, apiClient } from './api-client.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { queryOf } from './over-api.ts'
import { table } from './table.ts'

interface Common {
  readonly url?: string
  readonly json?: boolean
}

const FILTERS = [
  'endpoint',
  'state',
  'type',
  'payment',
  'order',
  'from',
  'to',
  'q',
  'cursor',
  'limit',
] as const
type EventOptions = Common & Partial<Record<(typeof FILTERS)[number], string>>

const event = z.object({
  id: z.string(),
  endpoint: z.string(),
  eventKey: z.string(),
  providerType: z.string(),
  state: z.string(),
  paymentId: z.string().nullable(),
  receivedAt: z.string(),
  deliveries: z.number(),
})
const page = <Row extends z.ZodType>(row: Row) =>
  z.object({ data: z.array(row), nextCursor: z.string().nullable() })

export async function showEvents(io: Io, options: EventOptions): Promise<void> {
  const given = Object.fromEntries(FILTERS.map((name) => [name, options[name]]))
  const { body } = await apiClient(io, options.url)('GET', `/events${queryOf(given)}`)
  if (options.json) return io.print(JSON.stringify(body))
  const { data, nextCursor } = page(event).parse(body)
  io.print(
    table(
      ['RECEIVED', 'ENDPOINT', 'EVENT', 'TYPE', 'STATE', 'PAYMENT', 'DELIVERIES'],
      data.map((row) => [
        row.receivedAt,
        row.endpoint,
        row.eventKey,
        row.providerType,
        row.state,
        row.paymentId ?? '-',
        String(row.deliveries),
      ]),
    ),
  )
  if (nextCursor !== null) io.note(`more: --cursor ${nextCursor}`)
}

/** Shows one event whole; `raw` adds its body as it came. */
export async function showEvent(
  io: Io,
  endpoint: string,
  key: string,
  options: Common & { readonly raw?: boolean },
): Promise<void> {
  const ask = apiClient(io, options.url)
  const id = await idOf(ask, endpoint, key)
  const { body } = await ask('GET', `/events/${id}${options.raw ? '?raw=1' : ''}`)
  io.print(JSON.stringify(body, null, options.json ? 0 : 2))
}

/** The id of the event under that key. */
export async function idOf(ask: AskApi, endpoint: string, key: string): Promise<string> {
  const { body } = await ask('GET', `/events${queryOf({ endpoint, key, limit: '1' })}`)
  const found = page(event).parse(body).data[0]
  if (found === undefined) throw new CliError(`endpoint ${endpoint} has no event ${key}`, EXIT.refused)
  return found.id
}

const park = z.object({
  workflowId: z.string(),
  parkId: z.string(),
  step: z.string(),
  since: z.string(),
  reason: z.string(),
  decisions: z.array(z.string()),
})

export async function showParked(io: Io, options: Common & { readonly cursor?: string }): Promise<void> {
  const { body } = await apiClient(io, options.url)('GET', `/parked${queryOf({ cursor: options.cursor })}`)
  if (options.json) return io.print(JSON.stringify(body))
  const { data, nextCursor } = page(park).parse(body)
  io.print(
    table(
      ['SINCE', 'WORKFLOW', 'PARK', 'DECISIONS', 'REASON'],
      data.map((row) => [row.since, row.workflowId, row.parkId, row.decisions.join(','), row.reason]),
    ),
  )
  if (nextCursor !== null) io.note(`more: --cursor ${nextCursor}`)
}

const amount = z.string().transform(BigInt)
const balances = z.object({
  owner: z.string(),
  balances: z.array(
    z.object({
      asset: z.string(),
      scale: z.number().nullable(),
      available: amount,
      pending: amount,
      held: amount,
      spendable: amount,
    }),
  ),
  restricted: z.boolean(),
})

export async function showBalances(io: Io, owner: string, options: Common): Promise<void> {
  const { body } = await apiClient(io, options.url)('GET', `/balances/${encodeURIComponent(owner)}`)
  if (options.json) return io.print(JSON.stringify(body))
  const read = balances.parse(body)
  io.print(
    table(
      ['ASSET', 'AVAILABLE', 'PENDING', 'HELD', 'SPENDABLE'],
      read.balances.map(({ asset, scale, available, pending, held, spendable }) => [
        asset,
        ...[available, pending, held, spendable].map((minor) => formatMinor(minor, scale ?? 0)),
      ]),
    ),
  )
  if (read.restricted) io.note(`${read.owner} is restricted until no balance is below zero`)
}

const subscription = z.object({
  status: z.string(),
  product: z.string(),
  owner: z.string(),
  currentPeriodEnd: z.string().nullable(),
  access: z.object({ from: z.string(), until: z.string() }).nullable(),
  cancelAtPeriodEnd: z.boolean(),
})

export async function showSubscription(io: Io, account: string, id: string, options: Common): Promise<void> {
  const path = `/subscriptions/${encodeURIComponent(account)}/${encodeURIComponent(id)}`
  const { body } = await apiClient(io, options.url)('GET', path)
  if (options.json) return io.print(JSON.stringify(body))
  const { status, product, owner, currentPeriodEnd, access, cancelAtPeriodEnd } = subscription.parse(body)
  io.print(
    table(
      ['STATUS', 'PRODUCT', 'OWNER', 'PERIOD END', 'ACCESS FROM', 'ACCESS UNTIL'],
      [[status, product, owner, currentPeriodEnd ?? '-', access?.from ?? '-', access?.until ?? '-']],
    ),
  )
  if (cancelAtPeriodEnd) io.note('it ends with its period')
}

const customer = z.object({
  owner: z.string(),
  account: z.string(),
  firstSeenAt: z.string(),
  firstEvent: z.object({ endpoint: z.string(), eventKey: z.string() }).nullable(),
  erasedAt: z.string().nullable(),
})

export async function showCustomer(io: Io, owner: string, options: Common): Promise<void> {
  const { body } = await apiClient(io, options.url)('GET', `/customers/${encodeURIComponent(owner)}`)
  if (options.json) return io.print(JSON.stringify(body))
  const { account, firstSeenAt, firstEvent, erasedAt, ...found } = customer.parse(body)
  const event = firstEvent === null ? '-' : `${firstEvent.endpoint} ${firstEvent.eventKey}`
  io.print(
    table(
      ['CUSTOMER', 'ACCOUNT', 'FIRST SEEN', 'EVENT', 'ERASED'],
      [[found.owner, account, firstSeenAt, event, erasedAt ?? '-']],
    ),
  )
}
