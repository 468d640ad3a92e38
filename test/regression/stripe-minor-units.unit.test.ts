import { expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import { readPolicy } from '../../src/policy.ts'
import { parseBody } from '../../src/providers/body.ts'
import { stripe } from '../../src/providers/stripe.ts'

/** What is credited for a paid Checkout session of Stripe's. */
const credited = (currency: string, amount: number): string | undefined => {
  const body = {
    id: 'evt_1',
    type: 'checkout.session.completed',
    created: 1_760_000_000,
    data: {
      object: { id: 'cs_1', payment_status: 'paid', payment_intent: 'pi_1', amount_total: amount, currency },
    },
  }
  const { event } = stripe.translate(parseBody(Buffer.from(JSON.stringify(body))), {
    headers: {},
    bodySha256: '',
  })
  const full = {
    ...event,
    endpoint: 'stripe',
    account: 'shop',
    provider: 'stripe',
    receivedAt: '',
  } as PaymentEvent
  const plan = planFor(full, readPolicy({}))
  return plan.type === 'fulfil' && 'amount' in plan.statement.fact ? plan.statement.fact.amount : undefined
}

// support.stripe.com: "ISK will remain a two-decimal currency in the Stripe API, and an ISK amount of `100` will
// continue to represent 1 króna." UGX likewise; MGA is on Stripe's list of zero-decimal currencies, ISO 4217 gives it 2.
test.each([
  ['isk', 500_00, '500'],
  ['ugx', 500_00, '500'],
  ['mga', 500, '50000'],
])('%s %i of Stripe is %s of the ledger', (currency, amount, minor) => {
  expect(credited(currency, amount)).toBe(minor)
})

test.each([
  ['isk', 500_50],
  ['mga', 12.5],
])('%s %f of Stripe is no amount of the ledger, and is not rounded to one', (currency, amount) => {
  expect(credited(currency, amount)).toBeUndefined()
})
