import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { freePort } from '../../src/stack/ports.ts'
import type { Service } from '../../src/stack/processes.ts'
import { createTeardown } from '../../src/stack/teardown.ts'
import { createTestDatabase } from '../support/database.ts'
import { apiUrlOf, serviceEnv, startProgram } from '../support/service.ts'
import { paidSession, postStripe } from '../support/stripe-events.ts'
import { uniqueTaskQueue } from '../support/temporal.ts'

const teardown = createTeardown()
let pool: pg.Pool
let databaseUrl: string
beforeAll(async () => {
  const database = await createTestDatabase()
  databaseUrl = database.url
  teardown.add(database.drop)
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  teardown.add(() => pool.end())
})
afterAll(() => teardown.run())

const startApi = async (temporalAddress = inject('temporalAddress')): Promise<Service> => {
  const env = serviceEnv({ databaseUrl, temporalAddress, taskQueue: uniqueTaskQueue() })
  const api = await startProgram('api', env)
  teardown.add(api.stop)
  return api
}

/** Exit code or signal. */
const endOf = async (api: Service): Promise<string> =>
  api.exited.catch((error: Error) => /\((.*?)\)/.exec(error.message)?.[1] ?? error.message)

const deliver = (api: Service, id: string): Promise<number> => {
  const body = paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: 'u1', cents: 100 })
  return postStripe(apiUrlOf(api), body).then((response) => response.status)
}

const startedOf = async (ids: readonly string[]): Promise<number> => {
  const { rows } = await pool.query(
    'select count(*)::int as count from inbox.event where event_key = any($1) and started_at is not null',
    [ids.map((id) => `evt_${id}`)],
  )
  return rows[0].count
}

test('SIGTERM under load: what was answered is stored and started, nothing is answered 5xx, exit 0 within 20 s', async () => {
  const api = await startApi()
  const acknowledged: string[] = []
  const others: unknown[] = []
  let stopping = false
  const sender = async () => {
    while (!stopping) {
      const id = randomBytes(5).toString('hex')
      await deliver(api, id).then(
        (status) => (status === 200 ? acknowledged.push(id) : others.push(status)),
        // The listener is closed: the sender tries again later.
        () => {
          stopping = true
        },
      )
    }
  }
  const senders = Array.from({ length: 12 }, sender)
  while (acknowledged.length < 50) await sleep(5)
  const began = Date.now()
  process.kill(api.pid, 'SIGTERM')
  const [end] = await Promise.all([endOf(api), ...senders])
  expect(end).toBe('0')
  expect(Date.now() - began).toBeLessThan(20_000)
  expect(others).toEqual([])
  expect(acknowledged.length).toBeGreaterThanOrEqual(50)
  expect(await startedOf(acknowledged)).toBe(acknowledged.length)
})

test('a second signal ends it at once, whatever is still open', async () => {
  const api = await startApi()
  const open = request(`${apiUrlOf(api)}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-length': '1000' },
  })
  open.on('error', () => undefined)
  open.write('the rest never comes')
  await sleep(300)
  const end = endOf(api)
  process.kill(api.pid, 'SIGTERM')
  expect(await Promise.race([end, sleep(1_000, 'still open')])).toBe('still open')
  process.kill(api.pid, 'SIGTERM')
  expect(await Promise.race([end, sleep(2_000, 'still open')])).toBe('1')
})

test('kill -9 between commit and start: the next process starts what was answered', async () => {
  const deaf = await startApi(`127.0.0.1:${await freePort()}`)
  const ids = Array.from({ length: 30 }, () => randomBytes(5).toString('hex'))
  expect(await Promise.all(ids.map((id) => deliver(deaf, id)))).toEqual(Array(30).fill(200))
  process.kill(deaf.pid, 'SIGKILL')
  expect(await endOf(deaf)).toBe('SIGKILL')
  expect(await startedOf(ids)).toBe(0)
  await startApi()
  await expect.poll(() => startedOf(ids), { timeout: 30_000, interval: 500 }).toBe(30)
})

test('a database that may lose acknowledged commits is refused at the start', async () => {
  const hasty = new URL(databaseUrl)
  hasty.searchParams.set('options', '-c synchronous_commit=off')
  const env = serviceEnv({
    databaseUrl: hasty.href,
    temporalAddress: inject('temporalAddress'),
    taskQueue: uniqueTaskQueue(),
  })
  await expect(startProgram('api', env)).rejects.toThrow(/ended \(1\)/)
})
