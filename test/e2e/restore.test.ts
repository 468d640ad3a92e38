import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createRelay } from '../../src/api/relay.ts'
import { restartLost } from '../../src/api/restart-lost.ts'
import { createLogger } from '../../src/logger.ts'
import { migrate } from '../../src/migrate.ts'
import { readPolicy } from '../../src/policy.ts'
import { startPostgres } from '../../src/stack/postgres.ts'
import { createTeardown, together } from '../../src/stack/teardown.ts'
import { connectTemporal } from '../../src/temporal.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'
import { apiUrlOf, serviceEnv, startProgram } from '../support/service.ts'
import { paidSession, postStripe } from '../support/stripe-events.ts'
import { uniqueTaskQueue } from '../support/temporal.ts'

const run = promisify(execFile)
const CENTS = 1999
/** Processes start, and a busy machine takes its time. */
const SOON = { timeout: 60_000, interval: 200 }

const taskQueue = uniqueTaskQueue()
let folder: string
let running: Awaited<ReturnType<typeof start>> | undefined

beforeAll(() => {
  folder = makeScratchFolder()
})
afterAll(async () => {
  await running?.stop()
  removeScratchFolder(folder)
})

/** The whole service on the Postgres of that folder, as after `npm run migrate`; Temporal stays what it is. */
const start = async (name: 'live' | 'backup') => {
  const teardown = createTeardown()
  const postgres = await startPostgres({ dataDir: join(folder, name) })
  teardown.add(postgres.stop)
  const databaseUrl = postgres.url
  await migrate({ databaseUrl })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  // The server may end before a connection that is being closed has.
  pool.on('error', () => undefined)
  teardown.add(() => pool.end())
  const env = serviceEnv({ databaseUrl, temporalAddress: inject('temporalAddress'), taskQueue })
  const begun = async (program: 'api' | 'worker') => {
    const service = await startProgram(program, env)
    teardown.add(service.stop)
    return service
  }
  const [api, worker] = await together([begun('api'), begun('worker')])
  return { pool, worker, url: apiUrlOf(api), stop: () => teardown.run() }
}

type Running = NonNullable<typeof running>

const sale = () => {
  const id = randomBytes(5).toString('hex')
  const body = paidSession({
    eventId: `evt_${id}`,
    paymentIntent: `pi_${id}`,
    userId: `u${id}`,
    cents: CENTS,
  })
  return { key: `evt_${id}`, owner: `user:u${id}`, body }
}

const eventOf = async ({ pool }: Running, { key }: { readonly key: string }) => {
  const sql = 'select state, started_at is not null as started from inbox.event where event_key = $1'
  return (await pool.query<{ state: string; started: boolean }>(sql, [key])).rows[0]
}

const fulfilled = (on: Running, event: { readonly key: string }) =>
  expect.poll(async () => (await eventOf(on, event))?.state, SOON).toBe('fulfilled')

const started = (on: Running, event: { readonly key: string }) =>
  expect.poll(async () => (await eventOf(on, event))?.started, SOON).toBe(true)

/** What each API process does every five minutes, as if ten had gone by. */
const sweep = async ({ pool }: Running) => {
  const temporal = connectTemporal({ taskQueue, ledgerFirstTry: 'local' })
  const log = createLogger('silent', 'test')
  const relay = createRelay({ pool, temporal, log })
  await restartLost({ pool, relay, temporal, policy: readPolicy({}), log }, { olderThanMs: 0 })
  await relay.drain()
  await temporal.close()
}

test('restored from a backup, the service ends what was under way and takes in what came later when it is sent again, each once', {
  timeout: 240_000,
}, async () => {
  const [done, underWay, late] = [sale(), sale(), sale()]
  running = await start('live')
  await postStripe(running.url, done.body)
  await fulfilled(running, done)
  await running.worker.stop()
  await postStripe(running.url, underWay.body)
  await started(running, underWay)
  await running.stop()
  mkdirSync(join(folder, 'backup'))
  await run('cp', ['-a', join(folder, 'live', 'postgres'), join(folder, 'backup', 'postgres')])

  running = await start('live')
  await postStripe(running.url, late.body)
  await fulfilled(running, underWay)
  await fulfilled(running, late)
  await running.stop()

  running = await start('backup')
  expect(await eventOf(running, done)).toMatchObject({ state: 'fulfilled' })
  expect(await eventOf(running, underWay)).toMatchObject({ state: 'received' })
  expect(await eventOf(running, late)).toBeUndefined()
  expect((await postStripe(running.url, late.body)).status).toBe(200)
  await started(running, late)
  await sweep(running)
  await fulfilled(running, underWay)
  await fulfilled(running, late)
  const { rows } = await running.pool.query<{ owner: string; amount: string }>(
    `select a.owner, b.amount::text from ledger.account a join ledger.balance b on b.account_id = a.id
     where a.kind = 'available'`,
  )
  expect(Object.fromEntries(rows.map(({ owner, amount }) => [owner, amount]))).toEqual(
    Object.fromEntries([done, underWay, late].map(({ owner }) => [owner, String(CENTS)])),
  )
  expect((await running.pool.query('select * from ledger.drift')).rows).toEqual([])
})
