import type { WorkflowHandle } from '@temporalio/client'
import { expect, onTestFinished, test } from 'vitest'
import { mintIdFor } from '../../src/domain/ids.ts'
import type { PaidEvent } from '../../src/domain/payment-event.ts'
import { createLoyalteezMinter } from '../../src/mint/loyalteez-minter.ts'
import { createMintRuns } from '../../src/temporal-mints.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { statement, word } from '../ledger/statements.ts'
import { startLoyalteez } from '../support/loyalteez.ts'
import { refunded } from '../workflows/support/events.ts'
import { effectsOf, mintOf, paidForTokens, SOON, useMintHarness } from '../workflows/support/minting.ts'
import { decision, openPark, type ParkRow, parksOf } from '../workflows/support/observe.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain, { workers: false })
const HASH = `0x${'ab'.repeat(32)}`

/** A worker of MINTER=loyalteez, and the Loyalteez it asks. */
const withLoyalteez = async (event: PaidEvent) => {
  const harness = harnessed()
  const { baseUrl, ...loyalteez } = await startLoyalteez(() => ({
    success: true,
    txHash: HASH,
    walletAddress: event.wallet,
    ltzAmount: 19_990,
  }))
  const minting = {
    minter: createLoyalteezMinter({ baseUrl, scale: 18 }),
    runs: createMintRuns(harness.environment.client, harness.taskQueue),
  }
  const startWorker = async () => stopped(await harness.startWorker({ minting }))
  return { ...loyalteez, startWorker, stop: await startWorker() }
}

const stopped = (stop: () => Promise<void>) => {
  onTestFinished(stop)
  return stop
}

const carrierOf = ({ account, paymentId }: PaidEvent): WorkflowHandle =>
  harnessed().environment.client.workflow.getHandle(mintIdFor({ account, paymentId }))

/** Why the mint's own workflow waits, and how often it has tried. */
const waitingOf = async (event: PaidEvent) => {
  const { raw } = await carrierOf(event).describe()
  const [pending] = raw.pendingActivities ?? []
  return { attempt: pending?.attempt ?? 0, why: pending?.lastFailure?.message ?? '' }
}

/** It is given its time: Loyalteez is asked ever less often. */
const parked = async (handle: WorkflowHandle): Promise<ParkRow> => {
  await expect.poll(() => parksOf(harnessed(), handle), SOON).not.toEqual([])
  return openPark(harnessed(), handle)
}

const retry = (handle: WorkflowHandle, park: ParkRow) =>
  handle.executeUpdate('decide', { args: [decision(park, { decision: 'retry' })] })

test('a mint that Loyalteez was asked for is made by no other minter: it parks, and goes on when MINTER is back', async () => {
  const harness = harnessed()
  const event = paidForTokens({ refs: ['cs_test_1'] })
  const { asked, day, startWorker, stop } = await withLoyalteez(event)
  const handle = await harness.start(event)
  await expect.poll(() => asked, SOON).toContain('cs_test_1')
  await stop()
  const stopChain = stopped(await harness.startWorker())
  const park = await parked(handle)
  expect(park).toMatchObject({
    code: 'EFFECT_CONFLICT',
    message: expect.stringContaining('MINTER=loyalteez'),
  })
  await retry(handle, park)
  const again = await openPark(harness, handle, park)
  expect(again.code).toBe('EFFECT_CONFLICT')
  expect(await mintOf(harness, event)).toBeNull()
  await stopChain()
  day.isBad = false
  await startWorker()
  await retry(handle, again)
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', txHash: HASH })
}, 60_000)

test('a mint that Loyalteez cannot be asked for may be made on the chain instead', async () => {
  const harness = harnessed()
  const event = paidForTokens()
  const { asked, stop } = await withLoyalteez(event)
  const handle = await harness.start(event)
  const park = await parked(handle)
  expect(park.code).toBe('MINT_REFUSED')
  await stop()
  stopped(await harness.startWorker())
  await retry(handle, park)
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect({ asked, mint: (await mintOf(harness, event))?.txHash }).toEqual({
    asked: [],
    mint: expect.any(String),
  })
}, 60_000)

test('Loyalteez is not asked any more for a mint whose money went back: a person looks whether it minted', async () => {
  const harness = harnessed()
  const event = paidForTokens({ refs: ['cs_test_2'] })
  const { asked } = await withLoyalteez(event)
  const handle = await harness.start(event)
  await expect.poll(() => asked, SOON).toContain('cs_test_2')
  const refund = await harness.start(refunded({ paymentId: event.paymentId }))
  const problem = {
    code: 'REFUND_OF_MINTED',
    message: expect.stringContaining('MINTER=loyalteez was asked before and may have minted it'),
  }
  expect(await parked(handle)).toMatchObject(problem)
  expect(await parked(refund)).toMatchObject({ code: 'REFUND_OF_MINTED' })
  // The mint's own workflow has ended: nobody is left who asks.
  expect(await carrierOf(event).result()).toMatchObject({ problem })
}, 60_000)

test('Loyalteez is not asked while an operator holds the payment, and is asked again once it is released', async () => {
  const harness = harnessed()
  const event = paidForTokens({ refs: ['cs_test_3'] })
  const { asked, day } = await withLoyalteez(event)
  const handle = await harness.start(event)
  const { account, paymentId } = event
  const say = (n: number, said: 'hold' | 'release') =>
    harness.ledger.stateFact(statement(account, n, word(said), { paymentId }), { finish: false })
  await expect.poll(() => asked, SOON).toContain('cs_test_3')
  await say(1, 'hold')
  await expect
    .poll(() => waitingOf(event), SOON)
    .toMatchObject({ why: expect.stringContaining('an operator holds') })
  day.isBad = false
  const [before, { attempt }] = [asked.length, await waitingOf(event)]
  await expect.poll(async () => (await waitingOf(event)).attempt, SOON).toBeGreaterThan(attempt)
  expect(asked).toHaveLength(before)
  await say(2, 'release')
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', txHash: HASH })
  expect(await effectsOf(harness, event)).toMatchObject([{ effect: 'mint', state: 'done', txHash: HASH }])
}, 60_000)
