import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPool } from '../../src/api/database-pool.ts'
import { withTimeout } from '../../src/inbox/with-timeout.ts'
import { createLogger } from '../../src/logger.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../workflows/support/observe.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('error: a connection that breaks in the midst of a search fails that search, and not the process', async () => {
  const of = { databaseUrl: database.url, max: 2, log: createLogger('silent', 'test') }
  const [pool, other] = [createPool({ ...of, name: 'searching' }), createPool({ ...of, name: 'other' })]
  const searching = withTimeout(pool, (client) => client.query('select pg_sleep(4)'))
  const ended = expect(searching).rejects.toThrow()
  await eventually(async () => {
    const { rowCount } = await other.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'searching' and query like '%pg_sleep%' and datname = current_database()`,
    )
    return rowCount === 1 ? true : undefined
  }, 'it searches')
  await ended
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await Promise.all([pool.end(), other.end()])
})
