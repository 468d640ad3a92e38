import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readStats } from '../../src/inbox/read-stats.ts'
import { readWaiting } from '../../src/inbox/read-waiting.ts'
import { recordRefusals } from '../../src/inbox/record-refusals.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { quarantine, storeEvent } from '../support/stored-event.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new Pool({ connectionString: database.url })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const HOUR_MS = 3_600_000
const now = new Date()
const ago = (hours: number): string => new Date(now.getTime() - hours * HOUR_MS).toISOString()
const day = (at: Pool = pool) => readStats(at, new Date(ago(24)), new Date(now.getTime() + HOUR_MS))

test('a day is counted by endpoint and state; what came before is not, and what was repaired is success', async () => {
  await storeEvent(pool, { receivedAt: ago(25), state: 'parked' })
  const { id } = await storeEvent(pool, { receivedAt: ago(23) })
  await storeEvent(pool, { receivedAt: ago(2), state: 'recorded', endpoint: 'rach' })
  const parked = await storeEvent(pool, { receivedAt: ago(1), state: 'parked', endpoint: 'rach' })
  await pool.query('update inbox.event set deliveries = 4 where id = $1', [id])
  await quarantine(pool, id)
  const refusal = { reason: 'wrong_signature', size: 1, bodySha256: '', peer: '192.0.2.1' }
  await recordRefusals(pool, [
    { endpoint: 'rach', ...refusal },
    { endpoint: 'wp-login', ...refusal, reason: 'unknown_endpoint' },
  ])
  const before = await day()
  expect(before).toMatchObject({ success: 2, failed: 2, failureRate: 0.5, refused: 2, duplicates: 3 })
  expect(before.byEndpoint).toMatchObject([
    { endpoint: 'rach', success: 1, failed: 1, refused: 1, states: { recorded: 1, parked: 1 } },
    { endpoint: 'stripe', success: 1, failed: 1, duplicates: 3, states: { fulfilled: 1, quarantined: 1 } },
  ])
  await pool.query(`update inbox.event set state = 'fulfilled' where id = $1`, [parked.id])
  await pool.query('update inbox.quarantine set released_at = now()')
  expect(await day()).toMatchObject({ success: 3, failed: 0, failureRate: 0 })
})

test('of a large table, only the index is read, and of it only the window', async () => {
  await pool.query(`
    insert into inbox.event (endpoint, account, provider, event_key, provider_type, type, headers, raw, body_sha256,
      event_hash, event, plan, workflow_id, state, received_at)
    select 'many', 'many', 'stripe', 'evt_' || n, 'charge', 'payment.succeeded', '{}', 'x', 'x', 'x', '{}', '{}',
      'many:' || n, 'fulfilled', now() - n * interval '10 seconds'
    from generate_series(1, 60000) n`)
  await pool.query('vacuum analyze inbox.event')
  const plans: string[] = []
  const explaining = {
    query: async (text: string, values: unknown[]) => {
      const { rows } = await pool.query(`explain ${text}`, values)
      plans.push(rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n'))
      return await pool.query(text, values)
    },
  }
  const { byEndpoint } = await day(explaining as unknown as Pool)
  expect(byEndpoint.find(({ endpoint }) => endpoint === 'many')?.success).toBe(8_640)
  expect(plans[0]).toMatch(/Index Only Scan using event_by_time on event/)
  expect(plans[0]).not.toMatch(/Seq Scan on event/)
})

test('an old event that an operator takes up again waits since then, and not since it came', async () => {
  const old = await storeEvent(pool, { receivedAt: ago(1_000), state: 'received' })
  const since = async () => (await readWaiting(pool)).unfinishedSince?.toISOString()
  expect(await since()).toBe(ago(1_000))
  await pool.query('update inbox.event set taken_up_at = $2 where id = $1', [old.id, ago(1)])
  expect(await since()).toBe(ago(1))
})
