import { expect, test } from 'vitest'
import { planFor } from '../../src/domain/plan.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import {
  effectsOf,
  expectAllBooksAgree,
  mintOf,
  newWallet,
  paidForTokens,
  pumpIdOf,
  SOON,
  useMintHarness,
} from './support/minting.ts'
import { decision, openPark } from './support/observe.ts'
import { resetToTheStart } from './support/reset.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain)

/** What "Start Workflow Like This One" does: the input of the first day under another id. */
const copyOf = (event: ReturnType<typeof paidForTokens>) => {
  const { environment, taskQueue, deps } = harnessed()
  return environment.client.workflow.start('fulfilPayment', {
    workflowId: `copy-${event.eventKey}`,
    taskQueue,
    args: [{ event, plan: planFor(event, deps.policy) }],
  })
}

test('a copy and a reset of a minted payment mint nothing more', async () => {
  const harness = harnessed()
  const event = paidForTokens()
  const handle = await harness.start(event)
  const { txHash } = (await handle.result()) as { txHash: string }
  expect(await (await copyOf(event)).result()).toMatchObject({ outcome: 'fulfilled', txHash })
  expect(await (await resetToTheStart(harness, handle)).result()).toMatchObject({
    outcome: 'fulfilled',
    txHash,
  })
  await expectAllBooksAgree(harness)
})

test('a copy of an event whose wallet was amended mints to the wallet that an operator named', async () => {
  const harness = harnessed()
  const event = paidForTokens({ wallet: '0x12' })
  const handle = await harness.start(event)
  const wallet = newWallet()
  const answer = decision(await openPark(harness, handle), { decision: 'amend', patch: { wallet } })
  await handle.executeUpdate('decide', { args: [answer] })
  const copy = await copyOf(event)
  const results = await Promise.all([handle.result(), copy.result()])
  expect(results).toEqual([
    expect.objectContaining({ outcome: 'fulfilled' }),
    expect.objectContaining({ outcome: 'fulfilled' }),
  ])
  expect(await mintOf(harness, event)).toMatchObject({ to: wallet })
  expect(await effectsOf(harness, event)).toMatchObject([{ state: 'done' }])
  await expectAllBooksAgree(harness)
})

test('who cancels or terminates the workflows of a mint on its way changes nothing about it', async () => {
  const harness = harnessed()
  const { client } = harness.environment
  const event = paidForTokens()
  const handle = await harness.start(event)
  await expect.poll(() => mintOf(harness, event), SOON).not.toBeNull()
  await handle.cancel()
  const carrier = client.workflow.getHandle(`mint:shop:${event.paymentId}`)
  await carrier.cancel()
  await carrier.terminate('a test')
  const pump = client.workflow.getHandle(pumpIdOf(chain()))
  await pump.cancel()
  await pump.terminate('a test')
  // The next payment wakes a new one.
  const next = await harness.start(paidForTokens())
  expect(await next.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', txHash: expect.stringMatching(/^0x/) })
  await expectAllBooksAgree(harness)
})
