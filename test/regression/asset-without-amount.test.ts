import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { StatedBooks } from '../../src/domain/books.ts'
import type { PaidEvent } from '../../src/domain/payment-event.ts'
import { type FulfilPlan, planFor } from '../../src/domain/plan.ts'
import { readPolicy } from '../../src/policy.ts'
import { type Harness, newAccount, openLedger } from '../ledger/ledger-harness.ts'

let harness: Harness
let account: string
beforeAll(async () => {
  harness = await openLedger(2)
})
afterAll(() => harness.close())
beforeEach(async () => {
  account = newAccount()
  await harness.ledger.registerOrder({ account, reference: 'o1', amount: '1000', asset: 'USD' })
})

/** Of a payment that names its asset, but no amount. */
const planned = (asset: string): FulfilPlan => {
  const event: PaidEvent = {
    endpoint: account,
    account,
    provider: 'standard',
    eventKey: 'evt_1',
    providerType: 'payment.succeeded',
    receivedAt: '2026-01-01T00:00:00.000Z',
    type: 'payment.succeeded',
    paymentId: 'pi_1',
    orderReference: 'o1',
    owner: { owner: `user:${account}`, source: 'user' },
    money: { asset },
  }
  const plan = planFor(event, readPolicy({}))
  if (plan.type !== 'fulfil') throw new Error('no plan')
  return plan
}

const state = (asset: string): Promise<StatedBooks> =>
  harness.ledger.stateFact(planned(asset).statement, { finish: true })

test('a payment in EUR without a figure is not credited as the USD of its order', async () => {
  await expect(state('EUR')).rejects.toMatchObject({ code: 'EFFECT_CONFLICT', retryable: false })
  expect((await harness.ledger.balances(`user:${account}`)).balances).toEqual([])
})

test('a payment without a figure, in the asset of its order, is credited as that', async () => {
  expect(await state('USD')).toMatchObject({ orderStatus: 'paid', problems: [] })
  expect((await harness.ledger.balances(`user:${account}`)).balances).toMatchObject([
    { asset: 'USD', available: '1000' },
  ])
})

test('an order that takes another asset by now is taken into account when it is registered again', async () => {
  await expect(state('EUR')).rejects.toMatchObject({ code: 'EFFECT_CONFLICT' })
  await harness.ledger.registerOrder({ account, reference: 'o1', amount: '900', asset: 'EUR' })
  expect(await state('EUR')).toMatchObject({ orderStatus: 'paid', problems: [] })
})

test('an asset nobody knows is said to be unknown, with or without an amount', () => {
  expect(planned('XYZ').problem).toMatchObject({ code: 'UNKNOWN_ASSET' })
})
