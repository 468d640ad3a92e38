import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Service } from '../../src/stack/processes.ts'
import { createTeardown } from '../../src/stack/teardown.ts'
import { run } from '../cli/support.ts'
import { createTestDatabase } from '../support/database.ts'
import { IN_FORCE, paid } from '../support/endpoint-apis.ts'
import { apiUrlOf, serviceEnv, startProgram, TEST_SECRETS } from '../support/service.ts'
import { uniqueTaskQueue } from '../support/temporal.ts'
import { signedHeaders } from '../support/webhook-api.ts'

const teardown = createTeardown()
let pool: pg.Pool
let env: NodeJS.ProcessEnv
let apis: readonly [Service, Service]

const startApi = async (change: NodeJS.ProcessEnv = {}): Promise<Service> => {
  const api = await startProgram('api', { ...env, ...change })
  teardown.add(api.stop)
  return api
}

beforeAll(async () => {
  const database = await createTestDatabase()
  teardown.add(database.drop)
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  pool.on('error', () => undefined)
  teardown.add(() => pool.end())
  env = {
    ...serviceEnv({
      databaseUrl: database.url,
      temporalAddress: inject('temporalAddress'),
      taskQueue: uniqueTaskQueue(),
    }),
    ENDPOINT_SECRETS_KEY: randomBytes(32).toString('hex'),
  }
  apis = [await startApi(), await startApi()]
  const worker = await startProgram('worker', env)
  teardown.add(worker.stop)
})
afterAll(() => teardown.run())

const cli = (...argv: string[]) =>
  run(
    { OPERATOR_API_KEY: TEST_SECRETS.OPERATOR_API_KEY, QUITTANCE_URL: apiUrlOf(apis[0]) },
    ...['endpoints', ...argv, '--reason', 'a test'],
  )

const made = async (): Promise<{ path: string; slug: string; secret: string }> =>
  JSON.parse((await cli('create', 'standard', '--account', 'shop', '--json')).out)

const post = async (api: Service, { path, secret }: { path: string; secret: string }, body = paid()) => {
  const headers = {
    'content-type': 'application/json',
    ...signedHeaders('standard', body, undefined, secret),
  }
  const { status } = await fetch(apiUrlOf(api) + path, { method: 'POST', headers, body })
  return status
}

const states = async (slug: string): Promise<Record<string, number>> => {
  const { rows } = await pool.query<{ state: string; events: number }>(
    'select state, count(*)::int as events from inbox.event where endpoint = $1 group by state',
    [slug],
  )
  return Object.fromEntries(rows.map(({ state, events }) => [state, events]))
}

test('made at one process, an endpoint is served by the other; paused it only keeps, and resumed all of it is fulfilled', {
  timeout: 120_000,
}, async () => {
  const endpoint = await made()
  for (const api of apis) await expect.poll(() => post(api, endpoint), IN_FORCE).toBe(200)
  await expect.poll(() => states(endpoint.slug), { timeout: 60_000 }).toEqual({ fulfilled: 2 })

  expect((await cli('pause', endpoint.slug)).code).toBe(0)
  // Longer than the relay or a sweeper takes to start what may be started.
  const kept = async () =>
    (
      await pool.query(
        `select from inbox.event
         where endpoint = $1 and started_at is null and received_at < now() - interval '12 seconds'`,
        [endpoint.slug],
      )
    ).rowCount
  await expect
    .poll(
      async () => {
        for (const api of apis) expect(await post(api, endpoint)).toBe(200)
        return await kept()
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toBeGreaterThanOrEqual(2)
  const { received = 0, fulfilled = 0 } = await states(endpoint.slug)
  expect(received).toBeGreaterThanOrEqual(2)

  expect((await cli('resume', endpoint.slug)).code).toBe(0)
  await expect
    .poll(() => states(endpoint.slug), { timeout: 90_000, interval: 500 })
    .toEqual({ fulfilled: fulfilled + received })
})

test('a process with another key starts, says what is missing, and serves what it can', async () => {
  const endpoint = await made()
  await expect.poll(() => post(apis[0], endpoint), IN_FORCE).toBe(200)
  const keyless = await startApi({ ENDPOINT_SECRETS_KEY: randomBytes(32).toString('hex') })
  expect(await post(keyless, endpoint)).toBe(503)
  const standard = { path: '/webhooks/standard', secret: TEST_SECRETS.STANDARD_WEBHOOK_SECRET }
  expect(await post(keyless, standard)).toBe(200)
  const ready = await fetch(`${apiUrlOf(keyless)}/readyz`)
  expect([ready.status, await ready.json()]).toMatchObject([
    200,
    { status: 'degraded', checks: { postgres: 'up', secrets: 'down' } },
  ])
})
