import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EventFilter } from '../../src/inbox/event-filter.ts'
import { findNamed, namedQuery, type Statement } from '../../src/inbox/find-named.ts'
import { eventsQuery, listEvents } from '../../src/inbox/list-events.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { fillEventLog } from '../support/event-log.ts'

const EVENTS = 1_000_000
/** At most: of an index, all there is of an endpoint with 300,000 events; of the table, the rows of the page. Of 8 KiB each. */
const MOST_BUFFERS = 4_500

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  await fillEventLog(pool, EVENTS)
}, 180_000)
afterAll(async () => {
  await pool.end()
  await database.drop()
})

interface Node {
  readonly 'Node Type': string
  readonly 'Actual Rows': number
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly Node[]
}

const explain = async ({ text, values }: Statement): Promise<Node> => {
  const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    `explain (analyze, buffers, format json) ${text}`,
    [...values],
  )
  return (rows[0] as (typeof rows)[number])['QUERY PLAN'][0].Plan
}
const nodesOf = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]
const buffersOf = (node: Node) => node['Shared Hit Blocks'] + node['Shared Read Blocks']

const expectBounded = (plan: Node): void => {
  const types = nodesOf(plan).map((node) => node['Node Type'])
  expect(types).not.toContain('Seq Scan')
  expect(buffersOf(plan)).toBeLessThan(MOST_BUFFERS)
}

const at = (hoursAgo: number) => new Date(Date.UTC(2026, 10, 22) - hoursAgo * 3_600_000)

const FILTERS: readonly (readonly [what: string, filter: EventFilter, finds: number])[] = [
  ['nothing', {}, 51],
  ['a common endpoint', { endpoint: 'stripe' }, 51],
  ['a rare endpoint', { endpoint: 'tenant-9' }, 10],
  ['an endpoint that is none', { endpoint: 'nobody' }, 0],
  ['a common state', { state: 'fulfilled' }, 51],
  ['a rare state', { state: 'parked' }, 50],
  ['a common type', { type: 'payment.succeeded' }, 51],
  ["a provider's type", { type: 'charge:pending' }, 51],
  ['a type that is none', { type: 'nothing' }, 0],
  ['a key', { key: 'evt_00777777' }, 1],
  ['a payment', { payment: 'pi_00250001' }, 2],
  ['an order', { order: 'ORDER-20000' }, 1],
  ['an order that is its payment', { order: 'pi_00250001' }, 2],
  ['a time long ago', { from: at(200), to: at(199) }, 51],
  ['since a time', { from: at(-1) }, 0],
  ['until a time', { to: at(900) }, 51],
  ['a rare endpoint and a common state', { endpoint: 'tenant-9', state: 'fulfilled' }, 9],
  ['a common endpoint and a rare state', { endpoint: 'stripe', state: 'parked' }, 50],
  ['a common endpoint and a common type', { endpoint: 'stripe', type: 'payment.succeeded' }, 51],
  ['an endpoint and a type it never has', { endpoint: 'llamapay', type: 'payment.refunded' }, 0],
  ['an endpoint and a state it never has', { endpoint: 'llamapay', state: 'recorded' }, 0],
  ['a type and a state it never has', { type: 'payment.succeeded', state: 'recorded' }, 0],
  ['a rare endpoint and a time', { endpoint: 'tenant-9', from: at(2_000), to: at(0) }, 10],
  ['a state, a type and a time', { state: 'fulfilled', type: 'payment.refunded', to: at(500) }, 51],
]

test.each(FILTERS)(
  'the first page by %s reads little of a million events, and finds what there is',
  async (_, filter, finds) => {
    const plan = await explain(eventsQuery(filter, { limit: 50 }))
    expectBounded(plan)
    expect(plan['Actual Rows']).toBe(finds)
  },
)

test.each(FILTERS.filter(([, , finds]) => finds === 51))(
  'a page in the middle by %s reads no more than the first',
  async (_, filter) => {
    const until = filter.to ?? at(300)
    const { rows } = await pool.query<{ id: string; at: Date }>(
      'select id::text, received_at as at from inbox.event where received_at < $1 order by received_at desc limit 1',
      [new Date(until.getTime() - 1_800_000)],
    )
    const [{ id, at: receivedAt }] = rows as [{ id: string; at: Date }]
    expectBounded(await explain(eventsQuery(filter, { limit: 50, after: [id, receivedAt.toISOString()] })))
  },
)

test.each([
  ['an event key', 'evt_0077777', 10],
  ['a payment', 'pi_0025000', 20],
  ['an order', 'ORDER-1999', 11],
  ['a workflow', 'llamapay:evt_00777777', 1],
  ['nothing that is there', 'in_', 0],
])('by the beginning of %s events are found, and little is read', async (_, beginning, finds) => {
  expectBounded(await explain(namedQuery(beginning)))
  const client = await pool.connect()
  const ids = (await findNamed(client, beginning)) ?? []
  client.release()
  expect(ids).toHaveLength(finds)
  expectBounded(
    await explain(eventsQuery({ endpoint: 'stripe' }, { limit: 50 }, [['id = any($::bigint[])', ids]])),
  )
})

test('what too many ids begin with is not looked for', async () => {
  expectBounded(await explain(namedQuery('evt_')))
  expect(await listEvents(pool, { beginning: 'evt_' }, { limit: 50 })).toBeUndefined()
})

test('all pages together are all events that match, each once', async () => {
  for (const filter of [
    { state: 'aborted' },
    { state: 'aborted', from: at(2_000) },
    { endpoint: 'tenant-9' },
  ]) {
    const seen: string[] = []
    let after: readonly [string, string] | undefined
    do {
      const page = await listEvents(pool, filter, { limit: 7, ...(after === undefined ? {} : { after }) })
      seen.push(...(page?.rows ?? []).map(({ id }) => id))
      after = page?.next as typeof after
    } while (after !== undefined)
    const { rows } = await pool.query(
      `select id::text from inbox.event where $1 in (state, endpoint) order by event.id desc`,
      [Object.values(filter)[0]],
    )
    expect(seen).toEqual(rows.map(({ id }) => id))
  }
})
