/** @module-tag counts-effects */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerSearchAttributes } from '../../src/migrate.ts'
import { identityOf } from '../../src/stack/process-identity.ts'
import type { Service } from '../../src/stack/processes.ts'
import { stopProcess } from '../../src/stack/stop-process.ts'
import { createTeardown } from '../../src/stack/teardown.ts'
import { startTemporal, type TemporalServer } from '../../src/stack/temporal-server.ts'
import { createTestDatabase } from '../support/database.ts'
import { ADDRESS, findInHistories } from '../support/histories.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'
import { serviceEnv, startProgram } from '../support/service.ts'
import { stablePort } from '../support/stable-port.ts'
import { paidSession, postStripe } from '../support/stripe-events.ts'
import { uniqueTaskQueue } from '../support/temporal.ts'

const EVENTS = 500
const CENTS = 1999

const teardown = createTeardown()
let pool: pg.Pool
let apiPort: number
let env: NodeJS.ProcessEnv
let startServer: () => Promise<TemporalServer>
const running: { temporal?: TemporalServer; api?: Service; worker?: Service } = {}

beforeAll(async () => {
  const folder = makeScratchFolder()
  teardown.add(async () => removeScratchFolder(folder))
  const database = await createTestDatabase()
  teardown.add(database.drop)
  // A server of its own, on a data file, always at the same address: it is killed and comes back.
  const port = await stablePort()
  startServer = () => startTemporal({ dataDir: folder, headless: true, port })
  running.temporal = await startServer()
  teardown.add(async () => running.temporal?.stop())
  await registerSearchAttributes({ address: running.temporal.address, namespace: 'default' })
  apiPort = await stablePort()
  env = {
    ...serviceEnv({
      databaseUrl: database.url,
      temporalAddress: running.temporal.address,
      taskQueue: uniqueTaskQueue(),
    }),
    PORT: String(apiPort),
  }
  running.worker = await startProgram('worker', env)
  teardown.add(async () => running.worker?.stop())
  running.api = await startProgram('api', env)
  teardown.add(async () => running.api?.stop())
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  teardown.add(() => pool.end())
})

afterAll(() => teardown.run())

/** SIGKILL, seen to be dead, and a new one in its place. */
const kill = async (pid = 0): Promise<void> => {
  const identity = identityOf(pid)
  if (identity === undefined) throw new Error('there is nothing to kill: it has ended by itself')
  await stopProcess(identity, ['SIGKILL'], 5_000)
}

const KILLS = {
  worker: async () => {
    await kill(running.worker?.pid)
    running.worker = await startProgram('worker', env)
  },
  api: async () => {
    await kill(running.api?.pid)
    running.api = await startProgram('api', env)
  },
  temporal: async () => {
    await kill(running.temporal?.pid)
    running.temporal = await startServer()
  },
} as const

/** Posts like a provider: again and again, until it is answered 200. */
const deliver = async (body: string): Promise<void> => {
  for (;;) {
    const answer = await postStripe(`http://127.0.0.1:${apiPort}`, body).catch(() => undefined)
    if (answer?.status === 200) return
    await sleep(200)
  }
}

const count = async (sql: string, ...values: unknown[]): Promise<number> =>
  Number((await pool.query<{ count: string }>(sql, values)).rows[0]?.count)

test(`kill -9 of worker, API and Temporal during ${EVENTS} events: each is credited once, nothing failed`, {
  timeout: 240_000,
}, async () => {
  const id = randomBytes(3).toString('hex')
  let sent = 0
  const sender = async () => {
    while (sent < EVENTS) {
      const n = sent++
      const body = paidSession({
        eventId: `evt_${id}_${n}`,
        paymentIntent: `pi_${id}_${n}`,
        userId: `u${n % 20}`,
        cents: CENTS,
        email: 'secret.person@example.org',
      })
      await deliver(body)
      if (n % 10 === 0) await deliver(body)
    }
  }
  const killer = async () => {
    for (const [at, victim] of [
      [80, 'worker'],
      [160, 'api'],
      [260, 'temporal'],
      [340, 'worker'],
      [420, 'api'],
    ] as const) {
      while (sent < at) await sleep(20)
      await KILLS[victim]()
    }
  }
  await Promise.all([killer(), ...Array.from({ length: 8 }, sender)])

  await expect
    .poll(() => count(`select count(*) from inbox.event where state = 'fulfilled'`), {
      timeout: 120_000,
      interval: 500,
    })
    .toBe(EVENTS)
  const { rows } = await pool.query<{ owner: string; amount: string }>(
    `select a.owner, b.amount::text from ledger.account a join ledger.balance b on b.account_id = a.id
       where a.kind = 'available' and a.asset = 'USD'`,
  )
  expect(rows).toHaveLength(20)
  expect(new Set(rows.map(({ amount }) => amount))).toEqual(new Set([String((EVENTS / 20) * CENTS)]))
  expect(await count('select count(*) from ledger.transfer')).toBe(EVENTS)
  expect(await count('select count(*) from ledger.drift')).toBe(0)
  expect(
    await count(
      'select count(*) from (select 1 from ledger.entry group by asset having sum(amount) <> 0) as unbalanced',
    ),
  ).toBe(0)
  const broken = `ExecutionStatus = 'Failed' OR ExecutionStatus = 'Terminated' OR ExecutionStatus = 'TimedOut'`
  expect(await onTemporal(async (client) => (await client.workflow.count(broken)).count)).toBe(0)
  const searched = await onTemporal((client) => findInHistories(client, ADDRESS))
  expect(searched.found).toEqual([])
  // A Schedule may have started something of its own meanwhile.
  expect(searched.histories).toBeGreaterThanOrEqual(EVENTS)
})

async function onTemporal<T>(ask: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: running.temporal?.address ?? '' })
  try {
    return await ask(new Client({ connection }))
  } finally {
    await connection.close()
  }
}
