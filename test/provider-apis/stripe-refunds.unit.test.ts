import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RefundAsk } from '../../src/provider-apis/provider-refunds.ts'
import { createStripeRefunds } from '../../src/provider-apis/stripe-refunds.ts'
import { type StripeStandIn, startStripeStandIn } from '../../src/stack/stripe-stand-in.ts'

let stripe: StripeStandIn
beforeAll(async () => {
  stripe = await startStripeStandIn()
})
afterAll(() => stripe.stop())

const refunds = () => createStripeRefunds(stripe)

let payments = 0
const pay = (amount: number, currency = 'usd'): string => {
  payments += 1
  stripe.payments.pay(`pi_unit_${payments}`, amount, currency)
  return `pi_unit_${payments}`
}

const given = (name: string): number[] =>
  stripe.payments.refunds.filter(({ payment_intent }) => payment_intent === name).map(({ amount }) => amount)

const askFor = (
  providerPayment: string,
  amount: number,
  key = `${providerPayment}:${amount}`,
): RefundAsk => ({
  providerPayment,
  amount: String(amount),
  asset: 'USD',
  nth: 1,
  key,
})

test('whatever was refunded before, what is left is the exact rest, and all of it together is what was paid', async () => {
  const money = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
  await fc.assert(
    fc.asyncProperty(money, fc.array(money, { maxLength: 3 }), async (paid, parts) => {
      const name = pay(paid)
      for (const [n, part] of parts.entries())
        await refunds()
          .refund(askFor(name, part, `${name}:${n}`))
          .catch(() => undefined)
      const before = given(name).reduce((sum, amount) => sum + BigInt(amount), 0n)
      expect(before <= BigInt(paid)).toBe(true)
      if (before === BigInt(paid)) {
        await expect(refunds().left([name])).rejects.toMatchObject({ code: 'INVALID_DECISION' })
        return
      }
      const left = await refunds().left(['cs_1', name])
      expect(left).toMatchObject({ providerPayment: name, asset: 'USD', nth: given(name).length + 1 })
      expect(BigInt(left.amount)).toBe(BigInt(paid) - before)
      await refunds().refund({ ...left, key: `${name}:rest` })
      expect(given(name).reduce((sum, amount) => sum + BigInt(amount), 0n)).toBe(BigInt(paid))
    }),
    { numRuns: 40 },
  )
})

test('asked for again by one name, also by two at once, one refund is made, and it is the same', async () => {
  const name = pay(1999)
  const ask = askFor(name, 1999)
  const [one, other] = await Promise.all([refunds().refund(ask), refunds().refund(ask)])
  expect(other).toBe(one)
  expect(await refunds().refund(ask)).toBe(one)
  expect(given(name)).toEqual([1999])
})

test('what was asked for so long ago that Stripe forgot its key is found by its name', async () => {
  const name = pay(1999)
  const ask = askFor(name, 500)
  const first = await refunds().refund(ask)
  stripe.payments.forgetKeys()
  expect(await refunds().refund(ask)).toBe(first)
  expect(given(name)).toEqual([500])
})

test('what was given back and nobody heard of is offered again as the same refund, not as nothing left', async () => {
  const name = pay(1999)
  await refunds().refund(askFor(name, 500, `${name}:by hand`))
  const left = await refunds().left([name])
  const first = await refunds().refund({ ...left, key: `${name}:2` })
  const again = await refunds().left([name], `${name}:2`)
  expect(again).toEqual(left)
  expect(await refunds().refund({ ...again, key: `${name}:2` })).toBe(first)
  expect(given(name)).toEqual([500, 1499])
})

test('amounts stay in the smallest unit of their currency, whatever that is', async () => {
  expect(await refunds().left([pay(500, 'jpy')])).toMatchObject({ amount: '500', asset: 'JPY' })
  expect(await refunds().left([pay(1234, 'kwd')])).toMatchObject({ amount: '1234', asset: 'KWD' })
})

test.each([
  ['more than is left', () => askFor(pay(100), 101), 'PROVIDER_REFUSED', false],
  ['a payment Stripe does not know', () => askFor('pi_never', 1), 'PROVIDER_REFUSED', false],
  [
    'more than can be said exactly',
    () => ({ ...askFor(pay(1), 1), amount: '9007199254740993' }),
    'INVALID_DECISION',
    false,
  ],
] as const)('error: %s is refused for good', async (_, ask, code, retryable) => {
  await expect(refunds().refund(ask())).rejects.toMatchObject({ code, retryable })
})

test('error: a payment without a payment intent is not asked about', async () => {
  await expect(refunds().left(['cs_1', 'in_1'])).rejects.toMatchObject({ code: 'INVALID_DECISION' })
})

test('error: while Stripe is away it is worth trying again; with a wrong key it is not', async () => {
  const name = pay(1)
  for (const status of [500, 503, 429, 409, 'hang-up'] as const) {
    stripe.fail(status, 1)
    await expect(refunds().left([name]), String(status)).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
    })
  }
  const stranger = createStripeRefunds({ ...stripe, secretKey: 'sk_test_wrong' })
  await expect(stranger.left([name])).rejects.toMatchObject({ code: 'PROVIDER_REFUSED', retryable: false })
})
