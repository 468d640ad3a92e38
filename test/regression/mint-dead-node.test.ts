import { afterEach, expect, onTestFinished, test } from 'vitest'
import { createChain } from '../../src/chain/chain.ts'
import { createMintChain } from '../../src/chain/mint-chain.ts'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { startMuteNode } from '../chain/support/mute-node.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { setFunds } from '../mint/support/chain-control.ts'
import { FEE_CAP, newRequest, startMinting } from '../mint/support/minting.ts'
import { paidForTokens, pumpIdOf, useMintHarness } from '../workflows/support/minting.ts'
import { parksOf } from '../workflows/support/observe.ts'

const on = useTestChain()
const harnessed = useMintHarness(on, { workers: false })

afterEach(() => setFunds(on(), on().minter.address, 10n ** 21n))

const chainWithMuteNode = async () => {
  const rpcUrls = [await startMuteNode(), on().rpcUrl]
  const { chainId, contract } = on().chain
  return createMintChain(createChain({ rpcUrls, chainId, contract }), FEE_CAP)
}

test('a pass takes less than its activity may, also while one of two nodes is mute', async () => {
  const minting = await startMinting(on())
  const chain = await chainWithMuteNode()
  await minting.outbox.requestMint(newRequest())
  const began = Date.now()
  await pumpPass({ ...minting.pump, chain })
  // Its startToClose is 60 s; of a single call, 5 s.
  expect((Date.now() - began) / 1_000).toBeLessThan(20)
}, 30_000)

test('a signer without funds parks its pump, also while one of two nodes is mute', async () => {
  const harness = harnessed()
  const chain = await chainWithMuteNode()
  const { minting } = harness
  const stop = await harness.startWorker({ minting: { ...minting, pump: { ...minting.pump, chain } } })
  onTestFinished(stop)
  await setFunds(on(), on().minter.address, 0n)
  await harness.start(paidForTokens())
  const pump = harness.environment.client.workflow.getHandle(pumpIdOf(on()))
  await expect
    .poll(async () => (await parksOf(harness, pump)).map(({ code }) => code), {
      timeout: 30_000,
      interval: 200,
    })
    .toEqual(['SIGNER_UNFUNDED'])
}, 60_000)
