import { Client } from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { createTestDatabase } from './database.ts'
import { temporalEnvironment, timeSkippingEnvironment } from './temporal.ts'

const query = async (url: string, sql: string) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const stops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stop of stops) await stop()
})

test('every test database is migrated, and none sees another', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()])
  stops.push(one.drop, other.drop)
  await query(one.url, 'create table only_here()')
  const names = await query(
    other.url,
    "select table_name from information_schema.tables where table_schema <> 'pg_catalog'",
  )
  expect(names).toContainEqual({ table_name: 'schema_migration' })
  expect(names).not.toContainEqual({ table_name: 'only_here' })
})

test('the Temporal server of the run answers, and is the only one a test can find', async () => {
  const environment = await temporalEnvironment()
  stops.push(() => environment.teardown())
  const { namespaceInfo } = await environment.client.workflowService.describeNamespace({
    namespace: 'default',
  })
  expect(namespaceInfo?.name).toBe('default')
  expect(process.env.TEMPORAL_ADDRESS).toBe(inject('temporalAddress'))
  expect(process.env.DATABASE_URL).toBeUndefined()
})

test('a day passes at once on the time-skipping server', async () => {
  const environment = await timeSkippingEnvironment()
  stops.push(() => environment.teardown())
  const before = await environment.currentTimeMs()
  await environment.sleep('1 day')
  expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(86_400_000)
})
