import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { createStripeRefunds } from '../../src/provider-apis/stripe-refunds.ts'
import { type StripeStandIn, startStripeStandIn } from '../../src/stack/stripe-stand-in.ts'
import { paid, paidByNobody, refunded } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import {
  available,
  decision,
  detailsOf,
  eventually,
  journalOf,
  openPark,
  parksOf,
  stateOf,
} from './support/observe.ts'

let harness: Harness
let stripe: StripeStandIn
beforeAll(async () => {
  harness = await createHarness()
  stripe = await startStripeStandIn()
  await harness.startWorker({ refunds: new Map([['stripe', createStripeRefunds(stripe)]]) })
})
afterAll(async () => {
  await harness.teardown()
  await stripe.stop()
})

const parked = async (event: PaymentEvent, amount = 1999) => {
  stripe.payments.pay(event.paymentId ?? '', amount)
  const handle = await harness.start(event)
  return { handle, park: await openPark(harness, handle), event }
}

const refundsOf = ({ paymentId }: PaymentEvent) =>
  stripe.payments.refunds.filter(({ payment_intent }) => payment_intent === paymentId)

const suspense = (): Promise<string> => available(harness, 'suspense:shop')

/** Its webhook, as Stripe sends it: twice. */
const webhookComes = async ({ paymentId = '' }: PaymentEvent) => {
  for (const event of [refunded({ paymentId }), refunded({ paymentId })])
    await (await harness.start(event)).result()
}

test('refund gives the money back at the provider, and its own webhook balances the books once', async () => {
  const before = await suspense()
  const { handle, park, event } = await parked(paidByNobody())
  expect(BigInt(await suspense())).toBe(BigInt(before) + 1999n)
  await handle.signal('decide', decision(park, { decision: 'refund' }))
  const [refund] = await eventually(async () => {
    const found = refundsOf(event)
    return found.length > 0 ? found : undefined
  }, 'the money goes back')
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', refundId: refund?.id })
  expect(refund).toMatchObject({ amount: 1999, currency: 'usd' })
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  expect(await journalOf(harness, handle)).toEqual([
    expect.objectContaining({ decision: 'refund', outcome: 'applied', channel: 'signal' }),
  ])
  await webhookComes(event)
  expect(await suspense()).toBe(before)
  expect(refundsOf(event)).toHaveLength(1)
  const payment = await harness.ledger.payment('shop', event.paymentId ?? '')
  expect(payment).toMatchObject({ status: 'refunded', refunded: '1999' })
  expect(payment?.effects).toContainEqual(
    expect.objectContaining({ effect: 'refund', key: `shop:${event.paymentId}:refund:1`, state: 'done' }),
  )
  await keepHistory(handle, 'refunded-by-decision')
})

test('an answer of the provider that is lost does not send the money twice', async () => {
  const { handle, park, event } = await parked(paidByNobody())
  stripe.payments.loseAnswers(1)
  await handle.signal('decide', decision(park, { decision: 'refund' }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(refundsOf(event)).toHaveLength(1)
})

test('of a payment that is partly refunded goes back what is left, and no more', async () => {
  const { handle, park, event } = await parked(paidByNobody())
  await createStripeRefunds(stripe).refund({
    providerPayment: event.paymentId ?? '',
    amount: '500',
    asset: 'USD',
    nth: 1,
    key: 'by hand',
  })
  await handle.signal('decide', decision(park, { decision: 'refund' }))
  await handle.result()
  expect(refundsOf(event).map(({ amount }) => amount)).toEqual([500, 1499])
})

test('error: where nothing is left, refund is refused with the reason, and the park stays', async () => {
  const { handle, park, event } = await parked(paidByNobody())
  const all = {
    providerPayment: event.paymentId ?? '',
    amount: '1999',
    asset: 'USD',
    nth: 1,
    key: 'by hand 2',
  }
  await createStripeRefunds(stripe).refund(all)
  await handle.signal('decide', decision(park, { decision: 'refund' }))
  await eventually(
    async () => ((await detailsOf(handle)).includes('left to refund') ? true : undefined),
    'the reason is shown',
  )
  expect(await parksOf(harness, handle)).toEqual([expect.objectContaining({ closed: false })])
  await handle.signal('decide', decision(park, { decision: 'skip' }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
})

test('what parked before the books were posted is refunded too, and its webhook finds nothing to take back', async () => {
  const money = { amount: { text: 'ten', unit: 'decimal' }, asset: 'USD' } as const
  const { handle, park, event } = await parked(paid({ money }))
  expect(park.code).toBe('INVALID_AMOUNT')
  await handle.executeUpdate('decide', { args: [decision(park, { decision: 'refund' })] })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  await webhookComes(event)
  expect(await available(harness, `user:${event.paymentId}`)).toBe('0')
  expect(refundsOf(event)).toHaveLength(1)
})

test('error: where no key of the provider is configured, refund is journalled as refused, and the park stays', async () => {
  const { handle, park } = await parked(paidByNobody({ provider: 'loops' }))
  await handle.signal('decide', decision(park, { decision: 'refund' }))
  const [entry] = await eventually(async () => {
    const entries = await journalOf(harness, handle)
    return entries.length > 0 ? entries : undefined
  }, 'it is journalled')
  expect(entry).toMatchObject({ outcome: 'ignored', detail: expect.stringContaining('no API key of loops') })
  expect(await parksOf(harness, handle)).toEqual([expect.objectContaining({ closed: false })])
  await handle.signal('decide', decision(park, { decision: 'skip' }))
})
