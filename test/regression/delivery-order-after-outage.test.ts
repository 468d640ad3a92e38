import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Topic } from '../../src/domain/telling.ts'
import { type Bench, createBench, failureOf, keyOf, newPaymentId, requestOf } from '../delivery/support.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type MerchantApp, startMerchantApp } from '../support/merchant-app.ts'

const MINUTE = 60_000

let database: TestDatabase
let pool: pg.Pool
let app: MerchantApp
let bench: Bench
let paymentId: string

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  app = await startMerchantApp()
})
afterAll(async () => {
  app.stop()
  await pool.end()
  await database.drop()
})
beforeEach(() => {
  bench = createBench(pool, app)
  paymentId = newPaymentId()
})

const tell = (topic: Topic) => bench.channel.tell(keyOf(paymentId, topic), requestOf(paymentId, topic))

/** App and workers are away together, for ten minutes; whoever comes back first asks first. */
const outage = async (): Promise<void> => {
  app.replies.push({ status: 500 })
  await failureOf(tell('order.paid'))
}

test('after an outage of the workers a message that waited waits for the one before it all the same', async () => {
  await outage()
  expect(await failureOf(tell('payment.refunded'))).toMatchObject({ code: 'NOT_YET' })
  bench.pass(10 * MINUTE)
  expect(await failureOf(tell('payment.refunded'))).toMatchObject({ code: 'NOT_YET', retryAfterMs: MINUTE })
  expect(await tell('order.paid')).toMatchObject({ state: 'done' })
  expect(await tell('payment.refunded')).toMatchObject({ state: 'done' })
})

test('so does one that is first asked for when the workers are back', async () => {
  await outage()
  bench.pass(10 * MINUTE)
  expect(await failureOf(tell('payment.refunded'))).toMatchObject({ code: 'NOT_YET', retryAfterMs: MINUTE })
  expect(await tell('order.paid')).toMatchObject({ state: 'done' })
})

test('nothing waits longer than a minute for a message that nobody tries any more', async () => {
  await outage()
  bench.pass(10 * MINUTE)
  await failureOf(tell('payment.refunded'))
  bench.pass(MINUTE)
  expect(await tell('payment.refunded')).toMatchObject({ state: 'done' })
})
