import { expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import { tellingsOfSettlement } from '../../src/domain/plan-tellings.ts'
import type { EndpointPolicy, Policy } from '../../src/domain/policy.ts'
import { whatOf } from '../../src/domain/telling.ts'
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
const paid = { ...base, type: 'payment.succeeded', money } as const
const pending = { ...paid, type: 'payment.pending' } as const

const BOTH = { mail: true, delivery: true }
const policyOf = (channels: Policy['channels'], endpoint: EndpointPolicy = {}): Policy => ({
  ...readPolicy({ endpoints: { stripe: endpoint } }),
  ...(channels === undefined ? {} : { channels }),
})

const toldOf = (event: PaymentEvent, channels: Policy['channels'] = BOTH, endpoint: EndpointPolicy = {}) => {
  const plan = planFor(event, policyOf(channels, endpoint))
  if (plan.type === 'record') return plan.state
  if (plan.type === 'subscribe') return plan.workflow
  return plan.effects.map((effect) =>
    effect.type === 'mint' ? 'mint' : [effect.type, ...whatOf(effect)].join(' '),
  )
}

test('who paid gets a receipt, and the merchant hears of the order', () => {
  expect(toldOf(paid)).toEqual(['notify', 'deliver'])
  expect(toldOf(pending)).toEqual(['notify', 'deliver'])
  expect(toldOf({ ...pending, type: 'payment.confirmed' })).toEqual([
    'notify',
    'deliver',
    'deliver payment.settled',
  ])
})

test('where effects wait for the confirmation, nobody hears of pending money', () => {
  expect(toldOf(pending, BOTH, { effectsAt: 'confirmed' })).toEqual([])
})

test('where nobody can be told, nothing is planned', () => {
  expect(toldOf(paid, {})).toEqual([])
  expect(toldOf(paid, { mail: true })).toEqual(['notify'])
  expect(toldOf({ ...base, type: 'reward.recorded' }, { mail: true })).toBe('recorded')
})

test('each refund is told once, however many events repeat its sum', () => {
  const refunded = {
    ...base,
    type: 'payment.refunded',
    money,
    occurredAt: '2026-11-23T00:00:00.000Z',
  } as const
  const once = 'refund 1999 2026-11-23T00:00:00.000Z'
  expect(toldOf(refunded)).toEqual([
    `notify ${once}`,
    `deliver payment.${once.replace('refund', 'refunded')}`,
  ])
  expect(toldOf({ ...refunded, eventKey: 'evt_2' })).toEqual(toldOf(refunded))
})

test('who checked out is welcomed, and the merchant hears of the purchase', () => {
  expect(toldOf({ ...base, type: 'checkout.completed' })).toEqual([
    'notify welcome',
    'deliver purchase.recorded',
  ])
})

test('tokens are told of after they are minted', () => {
  const minting = { mint: { asset: 'LTZ', perUsd: '1000' } }
  const wallet = '0x00000000000000000000000000000000000000aa'
  expect(toldOf({ ...paid, wallet }, BOTH, minting)).toEqual([
    'mint',
    'notify',
    'deliver',
    'deliver tokens.minted',
  ])
})

test('money that a reorg takes back is told of once a time', () => {
  const names = (state: 'pending' | 'confirmed' | 'gone', generation: number) =>
    tellingsOfSettlement({ state, generation }, policyOf({ delivery: true })).map((telling) =>
      whatOf(telling),
    )
  expect(names('pending', 1)).toEqual([])
  expect(names('gone', 1)).toEqual([['payment.reversed', '1']])
  expect(names('pending', 2)).toEqual([['payment.restored', '2']])
  expect(names('confirmed', 1)).toEqual([[], ['payment.settled']])
  expect(names('confirmed', 2)).toEqual([[], ['payment.settled', '2']])
})
