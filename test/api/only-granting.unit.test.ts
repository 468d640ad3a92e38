import { expect, test } from 'vitest'
import { onlyGranting } from '../../src/api/only-granting.ts'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'

const event: PaymentEvent = {
  endpoint: 'stripe',
  account: 'shop',
  provider: 'stripe',
  eventKey: 'evt_1',
  providerType: 'checkout.session.completed',
  receivedAt: '2026-01-01T00:00:00.000Z',
  type: 'checkout.completed',
  attributes: { 'metadata.plan': 'gold', 'metadata.name': 'Alice', price: 'price_1', product: 'prod_1' },
}

test('what a grant matches on stays with the event, and nothing else does', () => {
  const grants = [
    { match: { 'metadata.plan': 'silver' }, product: 'access' },
    { match: { price: 'price_2', 'metadata.tier': '1' }, product: 'access' },
  ]
  expect(onlyGranting(event, { grants }).attributes).toEqual({ 'metadata.plan': 'gold', price: 'price_1' })
})

test.each([[{}], [{ grants: [] }]])('without a grant no attribute stays: %o', (policy) => {
  const { attributes: _attributes, ...rest } = event
  expect(onlyGranting(event, policy)).toStrictEqual(rest)
})
