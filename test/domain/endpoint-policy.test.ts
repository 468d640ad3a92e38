import { expect, test } from 'vitest'
import { endpointPolicy } from '../../src/domain/endpoint-policy.ts'
import type { PaidEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import { readPolicy } from '../../src/policy.ts'

const endpoint = { slug: 'ep-1', account: 'shop', provider: 'stripe' }
const of = (...names: string[]) =>
  endpointPolicy(
    endpoint,
    readPolicy({
      endpoints: Object.fromEntries(names.map((name) => [name, { mode: 'live', account: name }])),
    }),
  )

test('an endpoint is governed by the entry of its name, else its account’s, else its provider’s, whole', () => {
  expect(of('stripe', 'shop', 'ep-1', 'rach')).toMatchObject({ account: 'ep-1' })
  expect(of('stripe', 'shop', 'rach')).toMatchObject({ account: 'shop' })
  expect(of('stripe', 'rach')).toMatchObject({ account: 'stripe' })
  expect(of('rach')).toEqual({})
})

test.each(['constructor', 'toString', '__proto__'])(
  'an account called %s has no policy by that',
  (account) => {
    expect(endpointPolicy({ ...endpoint, account }, readPolicy({}))).toEqual({})
  },
)

test('a plan follows the entry of the account as that of the endpoint', () => {
  const grants = [{ match: { 'metadata.plan': 'pro' }, product: 'pro' }]
  const event: PaidEvent = {
    endpoint: 'ep-1',
    account: 'shop',
    provider: 'stripe',
    eventKey: 'evt_1',
    providerType: 'x',
    receivedAt: '2026-11-22T00:00:00.000Z',
    paymentId: 'pi_1',
    type: 'payment.succeeded',
    money: { amount: { text: '1999', unit: 'minor' }, asset: 'USD' },
    attributes: { 'metadata.plan': 'pro' },
  }
  const planned = (policy: object) => planFor(event, readPolicy({ endpoints: policy }))
  expect(planned({ shop: { grants } })).toEqual(planned({ 'ep-1': { grants } }))
  expect(planned({ shop: { grants } })).not.toEqual(planned({}))
})
