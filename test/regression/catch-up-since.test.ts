import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readCatchUp } from '../../src/inbox/catch-up.ts'
import { startCatchUpParts, type TestCatchUp } from '../support/catch-up.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { paidSession } from '../support/stripe-events.ts'
import { uniqueTaskQueue } from '../support/temporal.ts'

let database: TestDatabase
let pool: pg.Pool
let parts: TestCatchUp

beforeEach(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 4 })
  pool.on('error', () => undefined)
  parts = await startCatchUpParts(pool, database.url, uniqueTaskQueue())
})
afterEach(async () => {
  await parts.stop()
  await pool.end()
  await database.drop()
})

const DAY = 86_400
const secondsAgo = (seconds: number): number => Math.floor(Date.now() / 1_000) - seconds

const happened = (created: number): void => {
  const id = randomUUID().slice(0, 8)
  const sale = { eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: 'ada', cents: 1999 }
  parts.stripe.addEvent({ ...JSON.parse(paidSession(sale)), created })
}

const begun = (at: number) =>
  pool.query("insert into inbox.catch_up (source, began, read_to) values ('stripe', $1, $1)", [at])

test('what was lost during an outage is still found after an operator asked for the last hour alone', async () => {
  await begun(secondsAgo(2 * DAY))
  happened(secondsAgo(DAY))
  happened(secondsAgo(600))
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString()
  expect(await parts.catchUp.pass('stripe', hourAgo)).toMatchObject({ missed: 1 })
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ missed: 1, known: 1 })
})

test('what an operator asked for from further back is not asked for again', async () => {
  await begun(secondsAgo(DAY))
  happened(secondsAgo(600))
  await parts.catchUp.pass('stripe', new Date(Date.now() - 2 * DAY * 1_000).toISOString())
  expect(await readCatchUp(pool, 'stripe', 0)).toBeGreaterThan(BigInt(secondsAgo(300)))
})
