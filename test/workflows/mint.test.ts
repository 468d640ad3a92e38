import { afterAll, beforeAll, expect, test } from 'vitest'
import { useTestChain } from '../chain/support/test-chain.ts'
import {
  createMintHarness,
  keepMining,
  type MintHarness,
  mintOf,
  paidForTokens,
  TOKENS,
} from './support/minting.ts'
import { stateOf } from './support/observe.ts'

const chain = useTestChain()
let harness: MintHarness
let stopMining: () => Promise<void>
beforeAll(async () => {
  harness = await createMintHarness(chain())
  stopMining = keepMining(chain())
  await harness.startWorker()
})
afterAll(async () => {
  await stopMining()
  await harness.teardown()
})

test('a payment that names a wallet ends minted, once, and its event is fulfilled only then', async () => {
  const event = paidForTokens()
  const handle = await harness.start(event)
  const result = (await handle.result()) as { outcome: string; txHash: string }
  const mint = await mintOf(harness, event)
  expect(mint).toMatchObject({ amount: TOKENS, to: event.wallet })
  expect(result).toMatchObject({ outcome: 'fulfilled', txHash: mint?.txHash })
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
})
