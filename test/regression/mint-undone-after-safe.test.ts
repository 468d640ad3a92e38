import { expect, onTestFinished, test } from 'vitest'
import { createRelay } from '../../src/api/relay.ts'
import { restartLost } from '../../src/api/restart-lost.ts'
import { createLogger } from '../../src/logger.ts'
import { connectTemporal } from '../../src/temporal.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { mine, mineByHand, reorg, setBaseFee, setCaps, wipePool } from '../mint/support/chain-control.ts'
import {
  createMintHarness,
  effectsOf,
  type MintHarness,
  mintOf,
  mintPolicy,
  paidForTokens,
  SOON,
} from '../workflows/support/minting.ts'
import { decision, openPark, stateOf } from '../workflows/support/observe.ts'

const on = useTestChain()
const MANY = 10n ** 27n
const BLOCKS_TO_SAFE = 2

/** A payment whose mint was safe, and is in no block any more. */
const undone = async () => {
  await on().control.setAutomine(true)
  await setCaps(on(), MANY, 10n * MANY)
  const harness = await createMintHarness(on())
  onTestFinished(harness.teardown)
  await harness.startWorker()
  const event = paidForTokens()
  const handle = await harness.start(event)
  const status = async () => (await mintOf(harness, event))?.status
  await expect.poll(status, SOON).toBe('mined')
  await mine(on(), BLOCKS_TO_SAFE)
  await expect.poll(status, SOON).toBe('safe')
  const { txHash } = (await handle.result()) as { txHash: string }
  await mineByHand(on())
  await reorg(on(), BLOCKS_TO_SAFE + 1)
  await wipePool(on())
  /** With blocks coming meanwhile. */
  const becomes = (wanted: string, between: () => Promise<unknown> = async () => undefined) =>
    expect
      .poll(
        async () => {
          await between()
          await mine(on())
          return status()
        },
        { ...SOON, interval: 300 },
      )
      .toBe(wanted)
  return { harness, event, handle, txHash, becomes }
}

/** As an API process does, every five minutes. */
const restart = async ({ pool, taskQueue }: MintHarness) => {
  const temporal = connectTemporal({ taskQueue, ledgerFirstTry: 'local' })
  onTestFinished(() => temporal.close())
  const log = createLogger('silent', 'test')
  const relay = createRelay({ pool, temporal, log })
  await restartLost({ pool, relay, temporal, policy: mintPolicy(), log }, { olderThanMs: 60_000 })
  await relay.drain()
}

test('a mint that is undone after it was safe, and then refused, is brought before somebody again', async () => {
  const { harness, event, handle, becomes } = await undone()
  await setCaps(on(), 1n, MANY)
  await becomes('parked')
  await expect.poll(() => stateOf(harness, event.eventKey), SOON).toBe('received')
  expect(await effectsOf(harness, event)).toMatchObject([{ state: 'claimed', txHash: undefined }])
  await harness.query("update inbox.event set started_at = now() - interval '1 hour'")
  await restart(harness)
  const park = await openPark(harness, handle)
  expect(park).toMatchObject({ code: 'MINT_CAP_EXCEEDED' })
  await setCaps(on(), MANY, 10n * MANY)
  await handle.executeUpdate('decide', { args: [decision(park, { decision: 'retry' })] })
  await becomes('final')
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', txHash: expect.stringMatching(/^0x/) })
  expect(await effectsOf(harness, event)).toMatchObject([{ state: 'done' }])
  expect(await harness.ledger.drift()).toEqual([])
}, 60_000)

test('a payment shows the transaction its tokens are in, also after a reorg and a higher fee', async () => {
  const { harness, event, txHash, becomes } = await undone()
  // Dearer than what was offered: only a newer attempt is mined.
  await becomes('final', () => setBaseFee(on(), 60n * 10n ** 9n))
  const mint = await mintOf(harness, event)
  expect(mint?.txHash).not.toBe(txHash)
  await expect
    .poll(async () => (await effectsOf(harness, event))?.[0], SOON)
    .toMatchObject({ state: 'done', txHash: mint?.txHash })
}, 60_000)
