import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import express from 'express'
import { Pool } from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createHealth, type Health } from '../../src/api/health.ts'
import { databaseMeasurements } from '../../src/api/measurement.ts'
import { createMetrics } from '../../src/api/metrics.ts'
import { noteAlarms } from '../../src/inbox/incidents.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { listen } from '../support/operator-api.ts'
import { park, storeEvent } from '../support/stored-event.ts'

let database: TestDatabase
let pool: Pool
const servers: Server[] = []

beforeEach(async () => {
  database = await createTestDatabase()
  pool = new Pool({ connectionString: database.url })
})
afterEach(async () => {
  for (const server of servers.splice(0)) server.close()
  await pool.end()
  await database.drop()
})

const start = async (
  parts: { pool?: Pool; temporal?: boolean; secrets?: boolean } = {},
): Promise<{ health: Health; url: string }> => {
  const health = createHealth({
    pool: parts.pool ?? pool,
    temporal: { isUp: async () => parts.temporal ?? true },
    metrics: createMetrics(databaseMeasurements(parts.pool ?? pool)),
    secretsAreReadable: async () => parts.secrets ?? true,
  })
  const { url, server } = await listen(express().use(health.router))
  servers.push(server)
  return { health, url }
}

const readiness = async (url: string) => {
  const response = await fetch(`${url}/readyz`)
  return { status: response.status, body: await response.json() }
}

const scrape = async (url: string): Promise<ReadonlyMap<string, string>> => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, string] => [
        line.slice(0, line.lastIndexOf(' ')),
        line.slice(line.lastIndexOf(' ') + 1),
      ]),
  )
}

test('the service says its version and how long it has been up', async () => {
  const { url } = await start()
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({
    status: 'up',
    version,
    uptimeSeconds: expect.any(Number),
  })
})

test('ready while Postgres and Temporal answer', async () => {
  const { url } = await start()
  expect(await readiness(url)).toEqual({
    status: 200,
    body: { status: 'ready', checks: { postgres: 'up', temporal: 'up', secrets: 'up' } },
  })
})

test('Temporal being away is said, and does not take the service out of rotation: webhooks need only Postgres', async () => {
  const { url } = await start({ temporal: false })
  expect(await readiness(url)).toEqual({
    status: 200,
    body: { status: 'degraded', checks: { postgres: 'up', temporal: 'down', secrets: 'up' } },
  })
})

test('secrets of endpoints that cannot be read are said, and do not take the service out of rotation: others go on', async () => {
  const { url } = await start({ secrets: false })
  expect(await readiness(url)).toEqual({
    status: 200,
    body: { status: 'degraded', checks: { postgres: 'up', temporal: 'up', secrets: 'down' } },
  })
})

test('without Postgres the service is not ready, but alive, and still scraped', async () => {
  const nobody = new Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
  const { url } = await start({ pool: nobody })
  expect(await readiness(url)).toEqual({
    status: 503,
    body: { status: 'unavailable', checks: { postgres: 'down', temporal: 'up', secrets: 'up' } },
  })
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await scrape(url)).get('ledger_drift')).toBe('Nan')
})

test('not ready any more once it is told to stop', async () => {
  const { health, url } = await start()
  health.setReady(false)
  expect(await readiness(url)).toMatchObject({ status: 503, body: { status: 'stopping' } })
})

test('what waits and what drifts is read from Postgres when somebody scrapes', async () => {
  const receivedAt = new Date(Date.now() - 60_000).toISOString()
  await storeEvent(pool, { state: 'received', receivedAt })
  await storeEvent(pool, { state: 'fulfilled', receivedAt: '2020-01-01T00:00:00Z' })
  await park(pool, { workflowId: 'stripe:evt_open' })
  await park(pool, { workflowId: 'stripe:evt_closed', closed: true })
  const { url } = await start()
  const figures = await scrape(url)
  expect(Number(figures.get('inbox_oldest_unfinished_seconds'))).toBeGreaterThanOrEqual(60)
  expect(Number(figures.get('inbox_oldest_unfinished_seconds'))).toBeLessThan(120)
  expect(figures.get('fulfilment_parked')).toBe('1')
  expect(figures.get('ledger_drift')).toBe('0')
})

test('a day of events is told by endpoint and state, and an alarm as long as it is on', async () => {
  const receivedAt = new Date(Date.now() - 60_000).toISOString()
  await storeEvent(pool, { receivedAt })
  await storeEvent(pool, { receivedAt, endpoint: 'rach', state: 'parked' })
  const alarm = { alarm: 'drift', subject: '', title: 'Differences', text: '2' } as const
  await noteAlarms(pool, { on: [alarm], unknown: [] }, 0)
  const metrics = createMetrics(databaseMeasurements(pool))
  const told = async () => await metrics.registry.metrics()
  const first = await told()
  expect(first).toContain('inbox_day_events{endpoint="stripe",state="fulfilled"} 1')
  expect(first).toContain('inbox_day_events{endpoint="rach",state="parked"} 1')
  expect(first).toContain('incident_open{alarm="drift"} 1')
  for (let n = 0; n < 2; n++) await noteAlarms(pool, { on: [], unknown: [] }, 0)
  await vi.waitFor(async () => expect(await told()).not.toContain('incident_open{'), {
    timeout: 20_000,
    interval: 500,
  })
})

test('an impatient scraper costs one reading', async () => {
  const { url } = await start()
  expect((await scrape(url)).get('fulfilment_parked')).toBe('0')
  await park(pool, { workflowId: 'stripe:evt_open' })
  expect((await scrape(url)).get('fulfilment_parked')).toBe('0')
})

test('a scrape is answered in time though a table is locked, and leaves no query behind', async () => {
  const locker = await pool.connect()
  try {
    await locker.query('begin; lock table inbox.park in access exclusive mode')
    const { url } = await start()
    const startedAt = Date.now()
    expect((await scrape(url)).get('fulfilment_parked')).toBe('Nan')
    expect(Date.now() - startedAt).toBeLessThan(5_000)
    await new Promise((done) => setTimeout(done, 500))
    const { rows } = await locker.query<{ count: string }>(
      `select count(*) from pg_stat_activity
       where datname = current_database() and state = 'active' and pid <> pg_backend_pid()`,
    )
    expect(rows[0]?.count).toBe('0')
  } finally {
    await locker.query('rollback')
    locker.release()
  }
})

test('counters bear the names operators alert on', () => {
  const { registry } = createMetrics(databaseMeasurements(pool))
  for (const name of [
    'webhook_receive_duration_seconds',
    'webhook_received_total',
    'webhook_signature_failure_total',
    'webhook_duplicate_total',
    'secret_last_used_timestamp',
    'inbox_oldest_unfinished_seconds',
    'fulfilment_parked',
    'ledger_drift',
    'reconciliation_differences',
    'inbox_day_events',
    'incident_open',
    'process_cpu_user_seconds_total',
  ])
    expect(registry.getSingleMetric(name), name).toBeDefined()
})
