import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBench, keyOf, requestOf } from '../delivery/support.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type MerchantApp, startMerchantApp } from '../support/merchant-app.ts'

let database: TestDatabase
let pool: pg.Pool
let app: MerchantApp

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

test('operators are alerted of an app that wants no more calls, also when it says so to what was sent again', async () => {
  const bench = createBench(pool, app)
  const key = keyOf('pi_again', 'order.paid')
  await bench.channel.tell(key, requestOf('pi_again', 'order.paid'))
  app.replies.push({ status: 410 })
  expect(await bench.redelivery.redeliver(key)).toMatchObject({ isDelivered: false, status: 410 })
  expect(bench.troubles).toEqual([
    { kind: 'disabled', at: bench.now, text: expect.stringContaining('deliveries enable') },
  ])
})
