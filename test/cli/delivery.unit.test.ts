import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { buildDelivery, type DeliveryRequest } from '../../src/cli/delivery.ts'
import { PAYLOADS } from '../../src/cli/payloads/index.ts'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import { readPolicy } from '../../src/policy.ts'
import { parseBody } from '../../src/providers/body.ts'
import { providerNamed } from '../../src/providers/index.ts'
import type { HeaderValues } from '../../src/providers/provider.ts'

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`
const SETTINGS = { cryptopayScheme: 'stripe-v1', rachAcceptReserialised: false } as const

const everyType = [...PAYLOADS].flatMap(([provider, { bodies }]) =>
  Object.keys(bodies).map((type) => ({ provider, type })),
)

const receive = (request: Omit<DeliveryRequest, 'secret'>) => {
  const { headers, body } = buildDelivery({ ...request, secret: SECRET })
  const provider = providerNamed(request.provider)
  if (provider === undefined) throw new Error(`no provider ${request.provider}`)
  const values: HeaderValues = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]),
  )
  const raw = Buffer.from(body)
  const verified = provider.verify(raw, values, [{ id: 's1', value: SECRET }], new Date(), SETTINGS)
  const bodySha256 = createHash('sha256').update(raw).digest('hex')
  return { verified, ...provider.translate(parseBody(raw), { headers: values, bodySha256 }) }
}

const planOf = (event: ReturnType<typeof receive>['event']) =>
  planFor(
    {
      ...event,
      endpoint: 'shop',
      account: 'shop',
      provider: 'any',
      receivedAt: '2026-11-22T10:00:00.000Z',
    } as PaymentEvent,
    readPolicy({}),
  )

describe.each(everyType)('$provider $type', ({ provider, type }) => {
  test('is signed as the provider signs, and says something we know', () => {
    const { verified, event } = receive({ provider, type })
    expect(verified).toMatchObject({ ok: true, secretId: 's1' })
    expect(event.providerType).toBe(type)
    expect(event.type).not.toBe('unknown')
    expect(planOf(event)).not.toHaveProperty('problem')
  })
})

test('the types the providers know are the ones the simulator sends', () => {
  expect([...PAYLOADS.keys()].toSorted()).toEqual([
    'cryptopay',
    'llamapay',
    'loops',
    'loyalteez',
    'rach',
    'standard',
    'stripe',
  ])
})

const sale = { user: 'ada', order: 'ORD-7', wallet: `0x${'ab'.repeat(20)}`, amount: '12.34', currency: 'USD' }

test.each([
  { provider: 'stripe', type: 'checkout.session.completed', stated: { text: '1234', unit: 'minor' } },
  { provider: 'loops', type: 'charge.succeeded', stated: { text: '1234', unit: 'minor' } },
  { provider: 'cryptopay', type: 'payment_intent.succeeded', stated: { text: '1234', unit: 'minor' } },
  { provider: 'llamapay', type: 'charge:pending', stated: { text: '12.34', unit: 'decimal' } },
  { provider: 'rach', type: 'payment.confirmed', stated: { text: '12.34', unit: 'decimal' } },
  { provider: 'standard', type: 'payment.succeeded', stated: { text: '12.34', unit: 'decimal' } },
])('$provider tells amount, order and person as they were asked for', ({ provider, type, stated }) => {
  const { event, names } = receive({ provider, type, ...sale })
  expect(event).toMatchObject({ money: { amount: stated, asset: 'USD' }, orderReference: 'ORD-7' })
  expect(names).toMatchObject({ userId: 'ada' })
})

test('a payment and its refund are of one payment, and the refund names the whole amount', () => {
  const paymentId = 'pi_12345678901234567890abcd'
  const paid = receive({ provider: 'stripe', type: 'checkout.session.completed', paymentId }).event
  const refunded = receive({ provider: 'stripe', type: 'charge.refunded', paymentId, amount: '5.00' }).event
  expect([paid.paymentId, refunded.paymentId]).toEqual([paymentId, paymentId])
  expect(refunded).toMatchObject({
    type: 'payment.refunded',
    money: { amount: { text: '500', unit: 'minor' } },
  })
})

test('amounts beyond what JavaScript counts are sent digit by digit', () => {
  const amount = '123456789012.345678901234567891'
  const body = (provider: string, type: string) =>
    buildDelivery({ provider, type, secret: SECRET, amount, currency: 'ETH' }).body
  expect(body('cryptopay', 'payment_intent.succeeded')).toContain('"amount":123456789012345678901234567891,')
  expect(body('rach', 'payment.confirmed')).toContain(`"amount":${amount},`)
})

test('what is no amount is sent as it is, to see it park', () => {
  const { event } = receive({ provider: 'stripe', type: 'checkout.session.completed', amount: 'ten' })
  expect(planOf(event)).toMatchObject({ problem: { code: 'INVALID_AMOUNT' } })
})

test('a delivery that is sent again is signed again and stays the same event', () => {
  const request = {
    provider: 'stripe',
    type: 'charge.succeeded',
    secret: SECRET,
    eventId: 'evt_1',
    paymentId: 'pi_1',
    at: new Date('2026-11-22T10:00:00Z'),
  }
  const first = buildDelivery({ ...request, signedAt: new Date('2026-11-22T10:00:00Z') })
  const again = buildDelivery({ ...request, signedAt: new Date('2026-11-22T10:01:00Z') })
  expect(again.body).toBe(first.body)
  expect(again.headers).not.toEqual(first.headers)
})

test.each([
  { provider: 'paypal', type: 'x', says: /no provider "paypal"; there is stripe, loyalteez/ },
  { provider: 'rach', type: 'toString', says: /no type of rach "toString"; there is payment.confirmed/ },
])('error: an unknown $provider $type names what there is', ({ provider, type, says }) => {
  expect(() => buildDelivery({ provider, type, secret: SECRET })).toThrow(says)
})

test('the endpoint may have another name than the provider', () => {
  const { path } = buildDelivery({
    provider: 'rach',
    type: 'payment.test',
    secret: SECRET,
    endpoint: 'shop-7',
  })
  expect(path).toBe('/webhooks/shop-7')
})
