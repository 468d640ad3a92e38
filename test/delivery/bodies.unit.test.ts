import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deliveriesSchema } from '../../scripts/deliveries-schema.ts'
import { DELIVERY } from '../../src/delivery/body.ts'
import { compose, composePing, outdatedBy } from '../../src/delivery/compose.ts'
import { TOPICS } from '../../src/domain/telling.ts'
import { toldPayment, toldSubscription } from './support.ts'

/** As src/domain/plan-tellings.ts words them. */
const WHAT: Readonly<Record<string, readonly string[]>> = {
  'payment.refunded': ['1999', '2026-11-22T00:00:00.000Z'],
  'payment.refund_failed': ['re_1'],
  'payment.disputed': ['dp_1', 'opened'],
  'payment.reversed': ['1'],
}

const bodyOf = (topic: (typeof TOPICS)[number]) =>
  compose(
    {
      account: 'shop',
      at: '2026-11-22T10:00:00+01:00',
      ...(topic.startsWith('subscription.') ? { subscriptionId: 'sub_1' } : { paymentId: 'pi_1' }),
      telling: { type: 'deliver', topic, ...(WHAT[topic] === undefined ? {} : { what: WHAT[topic] }) },
    },
    topic.startsWith('subscription.')
      ? { subscription: toldSubscription() }
      : { payment: toldPayment({ mint: { txHash: `0x${'ab'.repeat(32)}` } }) },
    7,
  )

test('the published schema is the one bodies are made by', () => {
  const published: unknown = JSON.parse(readFileSync('docs/deliveries.schema.json', 'utf8'))
  expect(published).toEqual(JSON.parse(JSON.stringify(deliveriesSchema())))
})

test.each(TOPICS)('what is told of %s is as the schema says, and nothing else', (topic) => {
  const body = JSON.parse(bodyOf(topic)) as object
  expect(DELIVERY.parse(body)).toEqual(body)
  expect(body).toMatchObject({
    type: topic,
    timestamp: '2026-11-22T09:00:00.000Z',
    data: { account: 'shop', sequence: 7 },
  })
})

test('a test event is as the schema says', () => {
  const body = JSON.parse(composePing(new Date('2026-11-22T09:00:00Z'))) as object
  expect(DELIVERY.parse(body)).toEqual({ type: 'ping', timestamp: '2026-11-22T09:00:00.000Z', data: {} })
})

test('refunds, disputes and mints are told with their own figures', () => {
  expect(JSON.parse(bodyOf('payment.refunded'))).toMatchObject({ data: { refund: { total: '1999' } } })
  expect(JSON.parse(bodyOf('payment.disputed'))).toMatchObject({
    data: { dispute: { id: 'dp_1', status: 'opened' } },
  })
  expect(JSON.parse(bodyOf('tokens.minted'))).toMatchObject({
    data: { mint: { txHash: `0x${'ab'.repeat(32)}` } },
  })
})

test('an amount too large for a JSON number arrives as it is', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 77n }), (amount) => {
      const payment = toldPayment({ amount: String(amount), paid: String(amount) })
      const request = {
        account: 'shop',
        paymentId: 'pi_1',
        at: '2026-11-22T09:00:00Z',
        telling: { type: 'deliver', topic: 'order.paid' },
      } as const
      expect(JSON.parse(compose(request, { payment }, 1))).toMatchObject({
        data: { payment: { amount: String(amount) } },
      })
    }),
  )
})

test('order.paid is told exactly while something is left of the payment', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1000n }), fc.bigInt({ min: 0n, max: 1000n }), (left, refunded) => {
      const paid = left + refunded
      const payment = toldPayment({ paid: String(paid), refunded: String(refunded) })
      expect(outdatedBy('order.paid', payment) === undefined).toBe(left > 0n)
    }),
  )
})
