/** @module-tag counts-effects */
import { once } from 'node:events'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createStripeRefunds } from '../../src/provider-apis/stripe-refunds.ts'
import { type StripeStandIn, startStripeStandIn } from '../../src/stack/stripe-stand-in.ts'
import { startDoomed } from './support/doomed.ts'
import { paidByNobody } from './support/events.ts'
import { createHarness } from './support/harness.ts'
import { decision, openPark, parksOf, stateOf } from './support/observe.ts'

let stripe: StripeStandIn
beforeAll(async () => {
  stripe = await startStripeStandIn()
})
afterAll(() => stripe.stop())

const PROGRAM = new URL('support/doomed-refunder.ts', import.meta.url)

test.each([
  ['what is left was asked', 'left'],
  ['the refund was claimed', 'claimEffect'],
  ['the provider gave the money back', 'refund'],
  ['it was marked as done', 'finishEffect'],
])(
  'a worker killed right after %s has sent the money back once, and another finishes',
  async (_, dieAfter) => {
    const harness = await createHarness()
    onTestFinished(harness.teardown)
    const { apiBase, secretKey } = stripe
    const env = { DIE_AFTER: dieAfter, STRIPE: JSON.stringify({ apiBase, secretKey }) }
    const doomed = await startDoomed(PROGRAM, harness, env)
    onTestFinished(() => void doomed.kill('SIGKILL'))
    const event = paidByNobody()
    const paymentId = event.paymentId ?? ''
    stripe.payments.pay(paymentId, 1999)
    const handle = await harness.start(event)
    // The worker's process takes its time to start.
    await expect.poll(() => parksOf(harness, handle), { timeout: 60_000 }).toHaveLength(1)
    await handle.signal('decide', decision(await openPark(harness, handle), { decision: 'refund' }))
    const [, signal] = (await once(doomed, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    await harness.startWorker({ refunds: new Map([['stripe', createStripeRefunds(stripe)]]) })
    const given = () => stripe.payments.refunds.filter(({ payment_intent }) => payment_intent === paymentId)
    expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', refundId: given()[0]?.id })
    expect(given().map(({ amount }) => amount)).toEqual([1999])
    const payment = await harness.ledger.payment('shop', paymentId)
    expect(payment?.effects).toMatchObject([{ effect: 'refund', state: 'done' }])
    expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
    expect(await harness.ledger.drift()).toEqual([])
  },
  120_000,
)
