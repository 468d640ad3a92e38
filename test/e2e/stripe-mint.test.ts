import pg from 'pg'
import { parseAbi } from 'viem'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { createMintOutbox } from '../../src/mint/outbox.ts'
import { type StripeStandIn, startStripeStandIn } from '../../src/stack/stripe-stand-in.ts'
import { createTeardown } from '../../src/stack/teardown.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { createTestDatabase } from '../support/database.ts'
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

beforeAll(async () => {
  const database = await createTestDatabase()
  teardown.add(database.drop)
  stripe = await startStripeStandIn()
  teardown.add(stripe.stop)
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  teardown.add(() => pool.end())
  const servers = {
    databaseUrl: database.url,
    temporalAddress: inject('temporalAddress'),
    taskQueue: uniqueTaskQueue(),
  }
  const env = {
    ...serviceEnv(servers),
    TEMPORAL_NAMESPACE: inject('temporalNamespace'),
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_API_BASE: stripe.apiBase,
    CHAIN_RPC_URL: on().rpcUrl,
    CHAIN_ID: String(on().chain.chainId),
    LTZ_ADDRESS: on().contract,
    SIGNER_KEY: on().minterKey,
  }
  const [worker, api] = await Promise.all([startProgram('worker', env), startProgram('api', env)])
  teardown.add(worker.stop)
  teardown.add(api.stop)
  apiUrl = apiUrlOf(api)
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
