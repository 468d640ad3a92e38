/** @module-tag counts-effects */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, inject, onTestFinished, test } from 'vitest'
import { useTestChain } from '../chain/support/test-chain.ts'
import { workflowBundlePath } from '../support/workflow-bundle.ts'
import { createMintHarness, effectsOf, keepMining, mintOf, paidForTokens, SOON } from './support/minting.ts'
import { stateOf } from './support/observe.ts'

const chain = useTestChain()

/** A worker process that is killed right after that call. */
const startDoomed = async (harness: Awaited<ReturnType<typeof createMintHarness>>, dieAfter: string) => {
  const { rpcUrl, minterKey } = chain()
  const { chainId, contract } = chain().chain
  const doomed = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('support/doomed-minter.ts', import.meta.url))],
    {
      env: {
        ...process.env,
        TEMPORAL_ADDRESS: inject('temporalAddress'),
        DATABASE_URL: harness.databaseUrl,
        BUNDLE: await workflowBundlePath(),
        DIE_AFTER: dieAfter,
        CHAIN: JSON.stringify({ taskQueue: harness.taskQueue, rpcUrl, chainId, contract, minterKey }),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  onTestFinished(() => void doomed.kill('SIGKILL'))
  return doomed
}

test.each([
  ['the mint was claimed', 'claimEffect'],
  ['the mint was asked for', 'mint'],
  ['its nonce was reserved', 'reserve'],
  ['its transaction was signed', 'storeAttempt'],
  ['its transaction was sent', 'broadcast'],
  ['it was seen on chain', 'recordMined'],
  ['the books heard of it', 'stateMint'],
  ['it was marked as done', 'finishEffect'],
])(
  'a worker killed right after %s has minted once, and another finishes',
  async (_, dieAfter) => {
    const harness = await createMintHarness(chain())
    onTestFinished(harness.teardown)
    onTestFinished(keepMining(chain()))
    const before = await chain().chain.readTotalSupply('latest')
    const event = paidForTokens()
    const doomed = await startDoomed(harness, dieAfter)
    const handle = await harness.start(event)
    const [, signal] = (await once(doomed, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    await harness.startWorker()
    expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
    const mint = await mintOf(harness, event)
    expect(await effectsOf(harness, event)).toEqual([{ effect: 'mint', state: 'done', txHash: mint?.txHash }])
    expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
    await expect.poll(async () => (await mintOf(harness, event))?.status, SOON).toBe('final')
    expect((await chain().chain.readTotalSupply('latest')) - before).toBe(mint?.amount)
    await expect
      .poll(() => harness.ledger.minted(chain().chain.chainId), SOON)
      .toEqual([{ asset: 'LTZ', amount: mint?.amount.toString() }])
    expect(await harness.ledger.drift()).toEqual([])
  },
  90_000,
)
