/** @module-tag counts-effects */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createLedger } from '../../src/ledger/ledger.ts'
import { createMintOutbox } from '../../src/mint/outbox.ts'
import { identityOf } from '../../src/stack/process-identity.ts'
import type { Service } from '../../src/stack/processes.ts'
import { stopProcess } from '../../src/stack/stop-process.ts'
import { createTeardown } from '../../src/stack/teardown.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { createTestDatabase } from '../support/database.ts'
import { chainEnv } from '../support/minting-service.ts'
import { apiUrlOf, serviceEnv, startProgram } from '../support/service.ts'
import { paidSession, postStripe } from '../support/stripe-events.ts'
import { uniqueTaskQueue } from '../support/temporal.ts'
import { keepMining } from '../workflows/support/minting.ts'

const PAYMENTS = 24
const CENTS = 1_000
/** 10 USD at 1000 for one. */
const TOKENS = 10_000n * 10n ** 18n

const chain = useTestChain()
const teardown = createTeardown()
const taskQueue = uniqueTaskQueue()
let pool: pg.Pool
let env: NodeJS.ProcessEnv
let api: Service
let worker: Service

beforeAll(async () => {
  const database = await createTestDatabase()
  teardown.add(database.drop)
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  teardown.add(() => pool.end())
  const servers = { databaseUrl: database.url, temporalAddress: inject('temporalAddress'), taskQueue }
  env = { ...serviceEnv(servers), ...chainEnv(chain()) }
  worker = await startProgram('worker', env)
  teardown.add(() => worker.stop())
  api = await startProgram('api', env)
  teardown.add(() => api.stop())
  teardown.add(keepMining(chain()))
})
afterAll(() => teardown.run())

const killWorker = async (): Promise<void> => {
  const identity = identityOf(worker.pid)
  if (identity === undefined) throw new Error('there is nothing to kill: it has ended by itself')
  await stopProcess(identity, ['SIGKILL'], 5_000)
  worker = await startProgram('worker', env)
}

const count = async (sql: string): Promise<number> =>
  Number((await pool.query<{ count: string }>(sql)).rows[0]?.count)

/** Every payment by two events, one of them delivered twice. */
const deliver = async (id: string, n: number): Promise<void> => {
  const wallet = `0x${randomBytes(20).toString('hex')}`
  const session = { paymentIntent: `pi_${id}_${n}`, userId: `u${n}`, cents: CENTS, wallet }
  const first = paidSession({ ...session, eventId: `evt_${id}_${n}_a` })
  const second = paidSession({ ...session, eventId: `evt_${id}_${n}_b` })
  for (const body of [first, first, second]) expect((await postStripe(apiUrlOf(api), body)).status).toBe(200)
}

test(`kill -9 of the worker while ${PAYMENTS} payments are minted: each is minted once, and all books agree`, {
  timeout: 240_000,
}, async () => {
  const id = randomBytes(3).toString('hex')
  const begun = Array.from({ length: PAYMENTS / 2 }, (_, n) => deliver(id, n))
  await Promise.all(begun)
  for (const [after, delivered] of [
    [200, 4],
    [700, 4],
    [1_500, 4],
  ] as const) {
    await sleep(after)
    await killWorker()
    const from = await count(`select count(distinct payment_id) from inbox.event`)
    await Promise.all(Array.from({ length: delivered }, (_, n) => deliver(id, from + n)))
  }
  const open = `select count(*) from inbox.event where state <> 'fulfilled'`
  await expect.poll(() => count(open), { timeout: 120_000, interval: 500 }).toBe(0)
  const final = `select count(*) from mint.mint where status = 'final'`
  await expect.poll(() => count(final), { timeout: 60_000, interval: 500 }).toBe(PAYMENTS)
  // The pump is idle only when the books have heard of everything.
  const minted = { asset: 'LTZ', amount: (TOKENS * BigInt(PAYMENTS)).toString() }
  const ledger = createLedger(pool)
  const { chainId } = chain().chain
  await expect.poll(() => ledger.minted(chainId), { timeout: 30_000, interval: 200 }).toEqual([minted])
  expect(await chain().chain.readTotalSupply('latest')).toBe(TOKENS * BigInt(PAYMENTS))
  expect(
    (await createMintOutbox(pool).tally(chainId)).map(({ status, count: mints }) => [status, mints]),
  ).toEqual([['final', PAYMENTS]])
  expect(await count(`select count(*) from ledger.effect where state = 'done' and result ? 'txHash'`)).toBe(
    PAYMENTS,
  )
  expect(await ledger.drift()).toEqual([])
  expect(await count('select count(*) from inbox.park where closed_at is null')).toBe(0)
  expect(await brokenWorkflows()).toBe(0)
})

async function brokenWorkflows(): Promise<number> {
  const connection = await Connection.connect({ address: inject('temporalAddress') })
  try {
    const broken = `TaskQueue = '${taskQueue}' AND ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut', 'Canceled')`
    return (await new Client({ connection }).workflow.count(broken)).count
  } finally {
    await connection.close()
  }
}
