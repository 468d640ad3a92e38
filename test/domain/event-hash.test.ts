import { expect, test } from 'vitest'
import { eventHash } from '../../src/domain/event-hash.ts'
import type { DisputedEvent, PaidEvent, RefundFailedEvent } from '../../src/domain/payment-event.ts'

const base = {
  endpoint: 'stripe',
  account: 'shop',
  provider: 'stripe',
  eventKey: 'evt_1',
  providerType: 'charge.succeeded',
  receivedAt: '2026-11-22T10:00:00.000Z',
  paymentId: 'pi_1',
}
const money = { amount: { text: '10.0', unit: 'decimal' }, asset: 'USD' } as const
const paid: PaidEvent = { ...base, type: 'payment.succeeded', money }
const disputed: DisputedEvent = {
  ...base,
  type: 'payment.disputed',
  disputeId: 'dp_1',
  status: 'opened',
  money,
}
const failed: RefundFailedEvent = { ...base, type: 'payment.refund_failed', refundId: 're_1', money }

test('times, owners and other sightings are not facts', () => {
  const again: PaidEvent = {
    ...paid,
    receivedAt: '2026-11-23T10:00:00.000Z',
    occurredAt: '2026-11-20T10:00:00.000Z',
    owner: { owner: 'user:1', source: 'user' },
    attributes: { 'metadata.plan': 'pro' },
  }
  expect(eventHash(again)).toBe(eventHash(paid))
})

test.each<[string, Partial<PaidEvent>]>([
  ['type', { type: 'payment.pending' }],
  ['payment', { paymentId: 'pi_2' }],
  ['amount', { money: { ...money, amount: { text: '10.01', unit: 'decimal' } } }],
  ['unit of the amount', { money: { ...money, amount: { text: '10.0', unit: 'minor' } } }],
  ['missing amount', { money: { asset: 'USD' } }],
  ['asset', { money: { ...money, asset: 'EUR' } }],
  ['order', { orderReference: 'o-1' }],
  ['subscription', { subscription: { id: 'sub_1' } }],
  ['period', { subscription: { id: 'sub_1', periodEnd: '2026-12-22T10:00:00.000Z' } }],
])('another %s is another fact', (_what, change) => {
  expect(eventHash({ ...paid, ...change })).not.toBe(eventHash(paid))
})

test('another period of one subscription is another fact', () => {
  const of = (periodEnd: string) => eventHash({ ...paid, subscription: { id: 'sub_1', periodEnd } })
  expect(of('2026-12-22T10:00:00.000Z')).not.toBe(of('2027-01-22T10:00:00.000Z'))
})

test('disputes and refunds differ by their own id and status', () => {
  expect(eventHash({ ...disputed, status: 'won' })).not.toBe(eventHash(disputed))
  expect(eventHash({ ...disputed, disputeId: 'dp_2' })).not.toBe(eventHash(disputed))
  expect(eventHash({ ...failed, refundId: 're_2' })).not.toBe(eventHash(failed))
})

test.each([
  ['10.0', '10.00', true],
  ['10', '10.000', true],
  ['010', '10', true],
  ['0', '0.0', true],
  ['100', '1', false],
  ['1.05', '1.5', false],
  ['ten', 'TEN', false],
  ['1e2', '100', false],
])('the amounts %s and %s are one: %s', (one, other, same) => {
  const hashOf = (text: string) =>
    eventHash({ ...paid, money: { asset: 'USD', amount: { text, unit: 'decimal' } } })
  expect(hashOf(one) === hashOf(other)).toBe(same)
})

test('no two lists of facts are spelt alike: values do not run into each other', () => {
  const one = eventHash({ ...paid, paymentId: 'a","b' })
  const other = eventHash({ ...paid, paymentId: 'a', orderReference: 'b' })
  expect(one).not.toBe(other)
})

test('the hash names its version', () => {
  expect(eventHash(paid)).toMatch(/^1:[0-9a-f]{64}$/)
})
