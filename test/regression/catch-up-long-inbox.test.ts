import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCatchUp } from '../../src/inbox/catch-up.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let pool: pg.Pool
let hurried: pg.Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  hurried = new pg.Pool({ connectionString: database.url, max: 1, statement_timeout: 1_000 })
})
afterAll(async () => {
  await Promise.all([pool.end(), hurried.end()])
  await database.drop()
})

test('where a provider was left off is known without a look through the inbox, however long that is', async () => {
  await readCatchUp(pool, 'stripe', 0)
  const busy = await pool.connect()
  try {
    await busy.query('begin; lock table inbox.event in access exclusive mode')
    expect(await readCatchUp(hurried, 'stripe', 0)).toBeGreaterThan(0n)
  } finally {
    await busy.query('rollback')
    busy.release()
  }
})
