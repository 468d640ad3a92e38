import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAcceptor } from '../../src/inbox/accept.ts'
import type { NewEvent } from '../../src/inbox/inbox.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { newEvent } from './new-event.ts'

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 6 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const count = async (sql: string): Promise<number> => Number((await pool.query(sql)).rows[0].count)

const acceptAll = (rows: readonly NewEvent[]) => {
  const acceptor = createAcceptor(pool)
  return Promise.allSettled(rows.map((row) => acceptor.accept(row)))
}

test('events that come together share an insert, and each is answered for itself', async () => {
  const rows = Array.from({ length: 450 }, (_, n) => newEvent({ eventKey: `together_${n}` }))
  const statements: string[] = []
  const acceptor = createAcceptor(
    new Proxy(pool, {
      get: (target, name) =>
        name === 'query'
          ? (text: string, values: unknown[]) => {
              statements.push(text)
              return target.query(text, values)
            }
          : Reflect.get(target, name),
    }),
  )
  const accepted = await Promise.all(rows.map((row) => acceptor.accept(row)))
  const ids = accepted.map((one) => (one.type === 'accepted' ? one.id : undefined))
  expect(new Set(ids).size).toBe(450)
  expect(statements).toHaveLength(3)
  const { rows: stored } = await pool.query(
    "select id::text, event_key from inbox.event where event_key like 'together_%' order by event_key",
  )
  for (const { id, event_key } of stored) expect(ids[Number(event_key.slice(9))]).toBe(id)
})

test('what is stored is what was given', async () => {
  const row = newEvent({
    eventKey: 'whole',
    raw: Buffer.from([0xff, 0x00, 0x7b, 0x22]),
    subjects: ['s1', 's2'],
    contact: Buffer.from([1, 2, 3]),
    livemode: true,
  })
  await acceptAll([row])
  const { rows } = await pool.query(
    `select event.*, contact.ciphertext from inbox.event left join inbox.contact on event_id = event.id
     where event_key = 'whole'`,
  )
  expect(rows).toMatchObject([
    {
      endpoint: 'stripe',
      account: 'shop',
      raw: row.raw,
      subjects: ['s1', 's2'],
      ciphertext: row.contact,
      livemode: true,
      event: row.event,
      plan: row.plan,
      headers: row.headers,
      state: 'received',
      processed_at: null,
      received_at: new Date(row.event.receivedAt),
    },
  ])
})

test('an empty plan is stored as done', async () => {
  await acceptAll([
    newEvent({ eventKey: 'recorded', plan: { type: 'record', state: 'recorded', reason: 'a test event' } }),
    newEvent({ eventKey: 'ignored', plan: { type: 'record', state: 'ignored', reason: 'unknown' } }),
  ])
  const { rows } = await pool.query(
    "select state, processed_at is not null as done from inbox.event where event_key in ('recorded', 'ignored') order by state",
  )
  expect(rows).toEqual([
    { state: 'ignored', done: true },
    { state: 'recorded', done: true },
  ])
})

test('of equal keys the first counts, and the others find it, whatever they say', async () => {
  const first = newEvent({ eventKey: 'equal', eventHash: '1:first' })
  const other = newEvent({ eventKey: 'equal', eventHash: '1:other' })
  const [one, ...rest] = await acceptAll([first, other, first])
  expect(one).toMatchObject({ value: { type: 'accepted' } })
  const stored = {
    id: one?.status === 'fulfilled' && one.value.type === 'accepted' ? one.value.id : '',
    eventHash: '1:first',
    state: 'received',
    workflowId: first.workflowId,
  }
  expect(rest).toMatchObject([{ value: { type: 'exists', stored } }, { value: { type: 'exists', stored } }])
  const [later] = await acceptAll([other])
  expect(later).toMatchObject({ value: { type: 'exists', stored } })
})

test('one value that Postgres refuses refuses only itself, and not even its equal key', async () => {
  const rows = Array.from({ length: 20 }, (_, n) => newEvent({ eventKey: `bad_${n}` }))
  const bad = newEvent({ eventKey: 'bad_7', paymentId: 'nul\0' })
  const outcomes = await acceptAll([...rows.slice(0, 7), bad, ...rows.slice(7)])
  expect(outcomes[7]).toMatchObject({
    status: 'rejected',
    reason: { code: 'INVALID_PAYLOAD', retryable: false, message: expect.not.stringContaining('nul') },
  })
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
  expect(await count("select count(*) from inbox.event where event_key like 'bad_%'")).toBe(20)
})

test('a key too long for the index is refused, not tried for ever', async () => {
  // Random, or it would be compressed.
  const [outcome] = await acceptAll([newEvent({ eventKey: randomBytes(4_000).toString('hex') })])
  expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'INVALID_PAYLOAD' } })
})

test('batches with the same keys in any order do not deadlock, and each key is stored once', async () => {
  const keys = Array.from({ length: 120 }, (_, n) => `shuffled_${n}`)
  const shuffled = (seed: number) => [...keys].sort((a, b) => hash(a, seed) - hash(b, seed))
  const acceptors = Array.from({ length: 4 }, () => createAcceptor(pool))
  const outcomes = await Promise.all(
    acceptors.flatMap((acceptor, seed) =>
      shuffled(seed).map((eventKey) => acceptor.accept(newEvent({ eventKey }))),
    ),
  )
  expect(outcomes.filter(({ type }) => type === 'accepted')).toHaveLength(120)
  expect(await count("select count(*) from inbox.event where event_key like 'shuffled_%'")).toBe(120)
})

test('an unreachable database is INBOX_UNAVAILABLE, to be tried again', async () => {
  const nowhere = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
  const refused = createAcceptor(nowhere).accept(newEvent({ eventKey: 'nowhere' }))
  await expect(refused).rejects.toMatchObject({ code: 'INBOX_UNAVAILABLE', retryable: true })
  await nowhere.end()
})

test('more than memory allows to wait is refused at once', async () => {
  const raw = Buffer.alloc(1024 * 1024)
  const acceptor = createAcceptor(new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' }))
  const outcomes = await Promise.allSettled(
    Array.from({ length: 80 }, (_, n) => acceptor.accept(newEvent({ eventKey: `big_${n}`, raw }))),
  )
  const reasons = outcomes.map((one) => (one.status === 'rejected' ? String(one.reason.message) : ''))
  expect(reasons.filter((reason) => reason.includes('more deliveries wait'))).toHaveLength(16)
})

test('drain resolves when all that waited is answered', async () => {
  const acceptor = createAcceptor(pool)
  let answered = 0
  for (let n = 0; n < 30; n++)
    void acceptor.accept(newEvent({ eventKey: `drained_${n}` })).then(() => answered++)
  await acceptor.drain()
  await Promise.resolve()
  expect(answered).toBe(30)
})

function hash(text: string, seed: number): number {
  return Array.from(text).reduce((sum, char) => (sum * 31 + char.charCodeAt(0) + seed * 7) % 1009, seed)
}
