import { describe, expect, test } from 'vitest'
import { applyAmendment, checkAmendment } from '../../src/domain/amendment.ts'
import type { PaidEvent, PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import type { EndpointPolicy } from '../../src/domain/policy.ts'
import { readPolicy } from '../../src/policy.ts'

const base = {
  endpoint: 'stripe',
  account: 'shop',
  provider: 'stripe',
  eventKey: 'evt_1',
  providerType: 'x',
  receivedAt: '2026-11-22T00:00:00.000Z',
  paymentId: 'pi_1',
}
const money = { amount: { text: '1999', unit: 'minor' }, asset: 'USD' } as const
const paid: PaidEvent = { ...base, type: 'payment.succeeded', money }

function plan(event: PaymentEvent, endpoint: EndpointPolicy = {}) {
  return planFor(event, readPolicy({ endpoints: { stripe: endpoint } }))
}

describe('planFor', () => {
  test('money received is stated as confirmed credit in minor units', () => {
    expect(plan(paid)).toMatchObject({
      workflow: 'fulfilPayment',
      statement: {
        at: base.receivedAt,
        fact: { type: 'money', state: 'confirmed', value: 'credit', asset: 'USD', amount: '1999' },
      },
    })
  })

  test('money that can still reorg is stated as pending', () => {
    expect(plan({ ...paid, type: 'payment.pending' })).toMatchObject({
      statement: { fact: { state: 'pending' } },
    })
  })

  test("the provider's own time decides between facts", () => {
    expect(plan({ ...paid, occurredAt: '2026-01-01T00:00:00.000Z' })).toMatchObject({
      statement: { at: '2026-01-01T00:00:00.000Z' },
    })
  })

  test('a payment that names no amount is left to its registered order', () => {
    expect(plan({ ...paid, money: {} })).toMatchObject({ statement: { fact: { type: 'money' } } })
    expect(plan({ ...paid, money: {} })).not.toHaveProperty('problem')
  })

  test.each([
    [{ asset: 'XXY', amount: money.amount }, 'UNKNOWN_ASSET'],
    [{ amount: money.amount }, 'UNKNOWN_ASSET'],
    [{ asset: 'USD', amount: { text: 'ten', unit: 'decimal' } }, 'INVALID_AMOUNT'],
    [{ asset: 'USD', amount: { text: '-5', unit: 'decimal' } }, 'INVALID_AMOUNT'],
    [{ asset: 'USD', amount: { text: '0.005', unit: 'decimal' } }, 'AMOUNT_TOO_PRECISE'],
    [{ asset: 'JPY', amount: { text: '1.5', unit: 'decimal' } }, 'AMOUNT_TOO_PRECISE'],
  ] as const)('error: %j states nothing and parks as %s', (wrong, code) => {
    expect(plan({ ...paid, money: wrong })).toMatchObject({
      problem: { code },
      statement: { fact: { type: 'link' } },
    })
  })

  test('an asset of the policy file is known', () => {
    const policy = readPolicy({ assets: { XXY: { scale: 4 } } })
    const event: PaidEvent = { ...paid, money: { asset: 'XXY', amount: { text: '1.5', unit: 'decimal' } } }
    expect(planFor(event, policy)).toMatchObject({ statement: { fact: { amount: '15000' } } })
  })

  test('an observed sibling asks for nothing, unless it ties ids together or money is on its way', () => {
    const observed = { ...base, type: 'payment.observed' } as const
    expect(plan(observed)).toMatchObject({ type: 'record', state: 'recorded' })
    expect(plan({ ...observed, refs: ['in_1'] })).toMatchObject({
      workflow: 'recordOutcome',
      statement: { refs: ['in_1'], fact: { type: 'link' } },
    })
    expect(plan({ ...observed, awaiting: true })).toMatchObject({
      statement: { fact: { type: 'outcome', outcome: 'pending' } },
    })
  })

  test('a checkout links its payment with what the policy grants; one that names none is recorded', () => {
    const checkout = { ...base, type: 'checkout.completed', attributes: { product: 'p1' } } as const
    const grants = { grants: [{ match: { product: 'p1' }, product: 'pro', days: 30 }] }
    expect(plan(checkout, grants)).toMatchObject({
      workflow: 'provisionCustomer',
      statement: { fact: { type: 'link' }, grants: [{ product: 'pro', days: 30 }] },
    })
    const { paymentId: _paymentId, ...bare } = checkout
    expect(plan(bare, grants)).toMatchObject({ type: 'record', state: 'recorded' })
  })

  test('a checkout with nothing to pay says so, unless a subscription decides what it opens', () => {
    const checkout = { ...base, type: 'checkout.completed', free: true } as const
    expect(plan(checkout)).toMatchObject({ statement: { fact: { type: 'link', free: true } } })
    const trial = plan({ ...checkout, subscription: { id: 'sub_1' } })
    expect(trial).toMatchObject({ workflow: 'provisionCustomer', statement: { fact: { type: 'link' } } })
    expect(trial).not.toHaveProperty('statement.fact.free')
  })

  test('rewards are credited only where the policy says so', () => {
    const reward: PaymentEvent = {
      ...base,
      type: 'reward.recorded',
      money: { asset: 'LTZ', amount: { text: '100', unit: 'decimal' } },
    }
    expect(plan(reward)).toMatchObject({ type: 'record' })
    expect(plan(reward, { creditRewards: true })).toMatchObject({
      statement: { fact: { asset: 'LTZ', amount: `1${'0'.repeat(20)}` } },
    })
  })

  test('a reward without an amount is recorded, whatever the policy', () => {
    const reward: PaymentEvent = { ...base, type: 'reward.recorded' }
    expect(plan(reward, { creditRewards: true })).toMatchObject({ type: 'record', state: 'recorded' })
  })

  test('a test event at a live endpoint is recorded without effect', () => {
    expect(plan({ ...paid, livemode: false }, { mode: 'live' })).toMatchObject({ type: 'record' })
    expect(plan({ ...paid, livemode: true }, { mode: 'live' })).toMatchObject({ type: 'fulfil' })
  })

  test('a type we do not know is ignored, not lost', () => {
    expect(plan({ ...base, type: 'unknown' })).toMatchObject({ type: 'record', state: 'ignored' })
  })
})

describe('amendments', () => {
  const unreadable: PaidEvent = { ...paid, money: { asset: 'XXY', amount: money.amount } }
  const policy = readPolicy({})

  test('asset and amount fill in for what could not be read', () => {
    const amendment = { asset: 'EUR', amount: '12.50' }
    checkAmendment(unreadable, amendment, policy)
    expect(planFor(unreadable, policy, amendment)).toMatchObject({
      statement: { fact: { asset: 'EUR', amount: '1250' } },
    })
  })

  test('an order an operator names is stated as such, so that it outranks sibling events', () => {
    expect(planFor(paid, policy, { orderReference: 'o-7' })).toMatchObject({
      statement: { orderReference: 'o-7', orderIsAmended: true },
    })
    expect(planFor(paid, policy, { owner: '7' })).not.toHaveProperty('statement.orderIsAmended')
  })

  test('error: an amount the provider stated cannot be changed', () => {
    expect(() => checkAmendment(paid, { asset: 'USD', amount: '1.00' }, policy)).toThrow(
      /states its own amount/,
    )
  })

  test.each([[{}], [{ wallet: '0x12' }], [{ asset: 'USD' }], [{ asset: 'NOPE', amount: '1' }]])(
    'error: %j is refused',
    (patch) => {
      expect(() => checkAmendment(unreadable, patch, policy)).toThrow()
    },
  )

  test("an operator's owner outranks every claim; a bare name is a user", () => {
    const amended = applyAmendment({ ...paid, owner: { owner: 'user:1', source: 'user' } }, { owner: '42' })
    expect(amended.owner).toEqual({ owner: 'user:42', source: 'amend' })
  })
})
