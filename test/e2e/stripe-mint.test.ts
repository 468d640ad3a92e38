import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { parseAbi } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { createMintOutbox } from '../../src/mint/outbox.ts'
import { type StripeStandIn, startStripeStandIn } from '../../src/stack/stripe-stand-in.ts'
import { createTeardown } from '../../src/stack/teardown.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { createTestDatabase } from '../support/database.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'
import { apiUrlOf, serviceEnv, startProgram } from '../support/service.ts'
import { postStripe } from '../support/stripe-events.ts'
import { buying, WALLET, webhookOf } from '../support/stripe-mint.ts'
import { uniqueTaskQueue } from '../support/temporal.ts'

const LTZ = 10n ** 18n
const on = useTestChain()
const teardown = createTeardown()
let stripe: StripeStandIn
let pool: pg.Pool
let apiUrl: string

/** Database, API and worker of one merchant. */
const startShop = async (settings: Record<string, string>): Promise<{ apiUrl: string; pool: pg.Pool }> => {
  const database = await createTestDatabase()
  teardown.add(database.drop)
  const pool = new pg.Pool({ connectionString: database.url, max: 2 })
  teardown.add(() => pool.end())
  const servers = {
    databaseUrl: database.url,
    temporalAddress: inject('temporalAddress'),
    taskQueue: uniqueTaskQueue(),
  }
  const env = { ...serviceEnv(servers), TEMPORAL_NAMESPACE: inject('temporalNamespace'), ...settings }
  const [worker, api] = await Promise.all([startProgram('worker', env), startProgram('api', env)])
  teardown.add(worker.stop)
  teardown.add(api.stop)
  return { apiUrl: apiUrlOf(api), pool }
}

/** Both shops share the run's Temporal namespace, where an account belongs to one of them. */
const policyOf = (stripe: object): string => {
  const folder = makeScratchFolder()
  teardown.add(async () => removeScratchFolder(folder))
  const file = join(folder, 'policy.json')
  writeFileSync(file, JSON.stringify({ endpoints: { stripe } }))
  return file
}

beforeAll(async () => {
  stripe = await startStripeStandIn()
  teardown.add(stripe.stop)
  const shop = await startShop({
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_API_BASE: stripe.apiBase,
    CHAIN_RPC_URL: on().rpcUrl,
    CHAIN_ID: String(on().chain.chainId),
    LTZ_ADDRESS: on().contract,
    SIGNER_KEY: on().minterKey,
  })
  apiUrl = shop.apiUrl
  pool = shop.pool
})
afterAll(() => teardown.run())

const call = async (sessionId: string) => {
  const response = await fetch(`${apiUrl}/loyalteez-api/stripe-mint`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sessionId }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const TOKEN = parseAbi(['function balanceOf(address) view returns (uint256)'])

const balanceOf = (wallet: `0x${string}`): Promise<bigint> =>
  on().control.readContract({
    address: on().contract,
    abi: TOKEN,
    functionName: 'balanceOf',
    args: [wallet],
  })

test('a webhook and twenty calls at once mint one payment in one transaction, and all twenty hear of it', async () => {
  const session = stripe.addSession(buying())
  const before = await balanceOf(WALLET)
  const calls = Array.from({ length: 20 }, () => call(session.id))
  const [webhook, ...replies] = await Promise.all([postStripe(apiUrl, webhookOf(session)), ...calls])
  expect(webhook.status).toBe(200)
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
  expect(new Set(replies.map(({ body }) => body.txHash)).size).toBe(1)
  const first = replies.filter(({ body }) => body.alreadyProcessed !== true)
  expect(first.length).toBeLessThanOrEqual(1)
  expect((await call(session.id)).body).toMatchObject({ alreadyProcessed: true })
  expect(await balanceOf(WALLET)).toBe(before + 10_000n * LTZ)
  const mints = await pool.query('select distinct tx from mint.mint_tx')
  expect(mints.rows).toHaveLength(1)
  // Blocks upon it, and the events end.
  await vi.waitFor(
    async () => {
      await on().control.mine({ blocks: 1 })
      const { rows } = await pool.query(`select from inbox.event where state <> 'fulfilled'`)
      expect(rows).toEqual([])
    },
    { timeout: 30_000, interval: 500 },
  )
  const [tally] = await createMintOutbox(pool).tally(on().chain.chainId)
  expect(tally).toMatchObject({ count: 1, amount: 10_000n * LTZ })
})

test('with MINTER=loyalteez a webhook is minted by whoever serves stripe-mint, once', async () => {
  const other = await startShop({
    MINTER: 'loyalteez',
    LOYALTEEZ_API_URL: apiUrl,
    CONFIG_FILE: policyOf({ account: 'another-shop' }),
  })
  const wallet = privateKeyToAccount(generatePrivateKey()).address
  const session = stripe.addSession(buying({ wallet }))
  expect((await postStripe(other.apiUrl, webhookOf(session))).status).toBe(200)
  const txHash = await vi.waitFor(
    async () => {
      const text = `select result->>'txHash' as hash from ledger.effect where effect = 'mint' and state = 'done'`
      const { rows } = await other.pool.query<{ hash: string }>(text)
      return rows[0]?.hash ?? expect.fail('not minted yet')
    },
    { timeout: 40_000, interval: 200 },
  )
  expect((await call(session.id)).body).toMatchObject({ alreadyProcessed: true, txHash })
  expect(await balanceOf(wallet)).toBe(10_000n * LTZ)
}, 120_000)
