import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StatedAmount } from '../../src/domain/money.ts'
import type { PaidEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import type { EndpointPolicy } from '../../src/domain/policy.ts'
import { readPolicy } from '../../src/policy.ts'

const WALLET = `0x${'ab'.repeat(20)}`
const LTZ_AT_1000: EndpointPolicy = { mint: { asset: 'LTZ', perUsd: '1000' } }

const paid = (amount?: StatedAmount, more: Partial<PaidEvent> = {}): PaidEvent => ({
  endpoint: 'stripe',
  account: 'shop',
  provider: 'stripe',
  eventKey: 'evt_1',
  providerType: 'checkout.session.completed',
  receivedAt: '2026-11-22T00:00:00.000Z',
  paymentId: 'pi_1',
  type: 'payment.succeeded',
  money: { asset: 'USD', ...(amount === undefined ? {} : { amount }) },
  wallet: WALLET,
  ...more,
})
const { wallet: _, ...withoutWallet } = paid({ text: '1000', unit: 'minor' })
const cents = (text: string): StatedAmount => ({ text, unit: 'minor' })

const plan = (event: PaidEvent, endpoint: EndpointPolicy = LTZ_AT_1000) =>
  planFor(event, readPolicy({ endpoints: { stripe: endpoint } }))

describe('what is minted', () => {
  test('a payment that names a wallet is minted at the rate of the policy, and not credited', () => {
    expect(plan(paid(cents('1000'), { refs: ['cs_test_1'] }))).toMatchObject({
      workflow: 'fulfilPayment',
      statement: { fact: { value: 'mint', asset: 'USD', amount: '1000' } },
      effects: [
        { type: 'mint', asset: 'LTZ', amount: `1${'0'.repeat(22)}`, wallet: WALLET, sessionId: 'cs_test_1' },
      ],
    })
  })

  test('any number of cents is minted exactly: a thousandth of a token for each, times ten', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 12n), (amount) => {
        const wanted = (amount * 10n ** 19n).toString()
        expect(plan(paid(cents(amount.toString())))).toMatchObject({ effects: [{ amount: wanted }] })
      }),
    )
  })

  test.each([
    ['it names no wallet', withoutWallet, LTZ_AT_1000],
    ['the policy does not mint', paid(cents('1000')), {}],
    ['the policy says it must not', paid(cents('1000')), { mint: false }],
  ] as const)('it is credited where %s', (_, event, endpoint) => {
    expect(plan(event, endpoint)).toMatchObject({ effects: [], statement: { fact: { value: 'credit' } } })
  })

  test.each([
    ['in another currency', { money: { asset: 'EUR', amount: cents('1000') } }],
    ['without an amount', { money: { asset: 'USD' } }],
  ] as const)('error: %s nothing is guessed: it parks as NO_MINT_RATE', (_, more) => {
    expect(plan(paid(undefined, more))).toMatchObject({ problem: { code: 'NO_MINT_RATE' }, effects: [] })
  })

  test('error: a fraction of the smallest unit is never rounded', () => {
    const policy = readPolicy({
      assets: { GEM: { scale: 0 } },
      endpoints: { stripe: { mint: { asset: 'GEM', perUsd: '1' } } },
    })
    expect(planFor(paid(cents('100')), policy)).toMatchObject({ effects: [{ asset: 'GEM', amount: '1' }] })
    expect(planFor(paid(cents('150')), policy)).toMatchObject({ problem: { code: 'AMOUNT_TOO_PRECISE' } })
  })

  test('error: more tokens than a contract can count are no amount, up to one too many', () => {
    const most = (2n ** 256n - 1n) / 10n ** 19n
    expect(plan(paid(cents(most.toString())))).toMatchObject({
      effects: [{ amount: (most * 10n ** 19n).toString() }],
    })
    for (const tooMany of [(most + 1n).toString(), `5${'0'.repeat(58)}`, `5${'0'.repeat(70)}`])
      expect(plan(paid(cents(tooMany)))).toMatchObject({ problem: { code: 'INVALID_AMOUNT' }, effects: [] })
  })

  test('error: an amount nobody can read parks as what it is', () => {
    expect(plan(paid({ text: 'ten', unit: 'decimal' }))).toMatchObject({
      problem: { code: 'INVALID_AMOUNT' },
    })
  })

  test('money that can still be undone is planned to be minted, too', () => {
    const pending = paid(cents('1000'), { type: 'payment.pending' })
    expect(plan(pending)).toMatchObject({
      workflow: 'trackPending',
      statement: { fact: { state: 'pending', value: 'mint' } },
      effects: [{ type: 'mint' }],
    })
  })

  test("an operator's wallet takes the place of the event's", () => {
    const other = `0x${'CD'.repeat(20)}`
    const policy = readPolicy({ endpoints: { stripe: LTZ_AT_1000 } })
    expect(planFor(paid(cents('1000')), policy, { wallet: other })).toMatchObject({
      effects: [{ wallet: other }],
    })
  })
})

describe('what a purchase opens', () => {
  const grants = [
    { match: { 'metadata.plan': 'pro' }, product: 'course', days: 30 },
    { match: { 'metadata.plan': 'pro', price: 'price_9' }, product: 'extra' },
  ]
  const bought = (attributes: Record<string, string>) => paid(cents('1000'), { attributes })

  test('every grant is given whose conditions are all met', () => {
    expect(plan(bought({ 'metadata.plan': 'pro' }), { grants })).toMatchObject({
      statement: { grants: [{ product: 'course', days: 30 }] },
    })
    expect(plan(bought({ 'metadata.plan': 'pro', price: 'price_9' }), { grants })).toMatchObject({
      statement: { grants: [{ product: 'course', days: 30 }, { product: 'extra' }] },
    })
    expect(plan(bought({ 'metadata.plan': 'basic' }), { grants })).not.toHaveProperty('statement.grants')
  })

  test('access waits for the last word of the chain where the policy says so', () => {
    const event = bought({ 'metadata.plan': 'pro' })
    expect(plan(event, { grants, effectsAt: 'confirmed' })).toHaveProperty('statement.grantsAt', 'confirmed')
    expect(plan(event, { grants })).not.toHaveProperty('statement.grantsAt')
  })
})
