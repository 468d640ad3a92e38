import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Config, loadConfig } from '../../src/config.ts'
import { connectTemporal, type Temporal } from '../../src/temporal.ts'
import { createMinting } from '../../src/worker/minting.ts'
import { createWaker } from '../../src/worker/waker.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { chainEnv } from '../support/minting-service.ts'
import { serviceEnv } from '../support/service.ts'
import { uniqueTaskQueue } from '../support/temporal.ts'

const on = useTestChain()
const taskQueue = uniqueTaskQueue()
const databaseUrl = 'postgres://127.0.0.1:1/none'
const pool = new pg.Pool({ connectionString: databaseUrl })
let temporal: Temporal
beforeAll(() => {
  temporal = connectTemporal({ taskQueue, ledgerFirstTry: 'local' })
})
afterAll(async () => {
  await temporal.close()
  await pool.end()
})

const wired = (env: NodeJS.ProcessEnv) => {
  const config: Config = loadConfig({
    ...serviceEnv({ databaseUrl, temporalAddress: '', taskQueue }),
    ...env,
  })
  const log = pino({ level: 'silent' })
  return createMinting({ config, pool, client: temporal.client, log, passed: () => undefined })
}

test('where nothing says who mints, nobody does', async () => {
  expect(await wired({})).toBeUndefined()
})

test('error: a worker that mints on the chain does not start without the key it signs with', async () => {
  await expect(wired({ ...chainEnv(on()), SIGNER_KEY: '' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('SIGNER_KEY'),
  })
})

test('error: a worker does not start on another chain than it is told', async () => {
  await expect(wired({ ...chainEnv(on()), CHAIN_ID: '1' })).rejects.toMatchObject({ code: 'CHAIN_MISMATCH' })
})

test('a worker starts while the chain is away', async () => {
  const minting = await wired({ ...chainEnv(on()), CHAIN_RPC_URL: 'http://127.0.0.1:1' })
  expect(minting?.minting.pump?.chain.chainId).toBe(on().chain.chainId)
})

test('Loyalteez needs no key, and no pump', async () => {
  const minting = await wired({ MINTER: 'loyalteez' })
  expect(minting?.minting.pump).toBeUndefined()
  expect(minting?.minting.minter.kept).toBeUndefined()
})

test('the pump is woken once a second at most, for mints asked for before once a minute, and again when that failed', async () => {
  let now = 0
  let isAway = false
  const wakes: number[] = []
  const wake = createWaker(
    async () => {
      if (isAway) throw new Error('away')
      wakes.push(now)
    },
    () => now,
  )
  for (now = 0; now < 2_500; now += 500) await wake(1)
  expect(wakes).toEqual([0, 1_000, 2_000])
  for (now = 10_000; now < 100_000; now += 10_000) await wake(4)
  expect(wakes).toEqual([0, 1_000, 2_000, 70_000])
  isAway = true
  now = 200_000
  await expect(wake(1)).rejects.toThrow('away')
  isAway = false
  await wake(1)
  expect(wakes.at(-1)).toBe(200_000)
})
