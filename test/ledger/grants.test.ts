import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, dispute, failedRefund, minute, refund, statement, word } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger()
})

afterAll(() => harness.close())

beforeEach(() => {
  account = newAccount()
})

const PRO = { grants: [{ product: 'pro' }] }
const LATER = { ...PRO, grantsAt: 'confirmed' as const }

const state = (n: number, fact: Fact, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, fact, more), { finish: true })

const access = (owner = `user:${account}`) => harness.ledger.access(owner)

/** Access to `pro` through payment `pay`, since the n-th minute. */
const pro = (n: number) => [{ product: 'pro', from: minute(n), until: null, source: `${account}:pay` }]

test('what a payment grants is open from then on, for its days or for ever', async () => {
  await state(1, credit(), { grants: [{ product: 'pro' }, { product: 'book', days: 30 }] })
  expect(await access()).toEqual([
    { product: 'book', from: minute(1), until: '2026-01-31T00:01:00.000Z', source: `${account}:pay` },
    ...pro(1),
  ])
})

test('the same fact again grants the same once', async () => {
  await state(1, credit(), PRO)
  await state(1, credit(), PRO)
  expect(await access()).toEqual(pro(1))
})

test('of one product, the longest time any fact grants counts', async () => {
  await state(1, credit(), { grants: [{ product: 'pro', days: 30 }] })
  await state(2, { type: 'link' }, { grants: [{ product: 'pro', days: 1 }] })
  expect(await access()).toMatchObject([{ until: '2026-01-31T00:01:00.000Z' }])
  await state(3, { type: 'link' }, PRO)
  expect(await access()).toEqual(pro(1))
})

test('an event that is restated without its grant takes it along', async () => {
  await state(1, credit(), PRO)
  await state(1, credit())
  expect(await access()).toEqual([])
})

test('a partial refund leaves access, a full one ends it, and a failed one brings it back', async () => {
  await state(1, credit(), PRO)
  await state(2, refund('999'))
  expect(await access()).toEqual(pro(1))
  await state(3, refund('1000'))
  expect(await access()).toEqual([])
  await state(4, failedRefund('re_1', '1'))
  expect(await access()).toEqual(pro(1))
})

test('an open dispute leaves access, a lost one ends it', async () => {
  await state(1, credit(), PRO)
  await state(2, dispute('opened'))
  expect(await access()).toEqual(pro(1))
  await state(3, dispute('lost'))
  expect(await access()).toEqual([])
})

test('pending money opens access; a reorganisation ends it, and it is back when the money is mined again', async () => {
  await state(1, credit({ state: 'pending', block: '0xa' }), PRO)
  expect(await access()).toEqual(pro(1))
  await state(2, credit({ state: 'gone', block: '0xa' }))
  expect(await access()).toEqual([])
  await state(3, credit({ state: 'pending', block: '0xb' }))
  expect(await access()).toEqual(pro(3))
})

test('access waits for the confirmation where its facts say so, and for nothing else', async () => {
  await state(1, credit({ state: 'pending' }), LATER)
  expect(await access()).toEqual([])
  await state(2, credit({ state: 'confirmed' }))
  expect(await access()).toEqual(pro(1))
})

test('an operator’s confirm opens what waits, a reverse closes it', async () => {
  await state(1, credit({ state: 'pending' }), LATER)
  await state(2, word('confirm'))
  expect(await access()).toEqual(pro(1))
  await state(3, word('reverse'))
  expect(await access()).toEqual([])
})

test('access moves with the payment’s owner', async () => {
  const { owner: _owner, ...anonymous } = statement(account, 1, credit(), PRO)
  await harness.ledger.stateFact(anonymous, { finish: true })
  expect(await access(`suspense:${account}`)).toEqual(pro(1))
  await state(2, { type: 'link' })
  expect(await access(`suspense:${account}`)).toEqual([])
  expect(await access()).toEqual(pro(1))
  const order = { account, reference: 'pay', amount: '1000', asset: 'USD', owner: `user:${account}-new` }
  await harness.ledger.registerOrder(order)
  expect(await access()).toEqual([])
  expect(await access(`user:${account}-new`)).toEqual(pro(1))
})

test('two payments that turn out to be one open a product once', async () => {
  await state(1, credit(), PRO)
  await state(2, credit(), { paymentId: 'intent', ...PRO })
  expect(await access()).toHaveLength(2)
  await state(3, { type: 'link' }, { paymentId: 'intent', refs: ['pay'] })
  expect(await access()).toEqual(pro(1))
})

test('two payments for one product are two sources of access', async () => {
  await state(1, credit(), PRO)
  await state(2, credit(), { paymentId: 'again', ...PRO })
  await state(3, refund('1000'))
  expect(await access()).toMatchObject([{ product: 'pro', source: `${account}:again` }])
})

test('a payment that is minted grants access as well', async () => {
  await state(1, credit({ value: 'mint' }), PRO)
  expect(await access()).toEqual(pro(1))
})

const FREE: Fact = { type: 'link', free: true }

test('a checkout with nothing to pay opens access by itself, for its days', async () => {
  await state(1, FREE, { grants: [{ product: 'pro' }, { product: 'book', days: 30 }] })
  expect(await access()).toEqual([
    { product: 'book', from: minute(1), until: '2026-01-31T00:01:00.000Z', source: `${account}:pay` },
    ...pro(1),
  ])
})

test('a checkout opens nothing before its payment is there, and follows it through a refund', async () => {
  await state(1, { type: 'link' }, PRO)
  expect(await access()).toEqual([])
  await state(2, credit())
  expect(await access()).toEqual(pro(2))
  await state(3, refund('1000'))
  expect(await access()).toEqual([])
})

test('once money is stated of it, a free checkout follows the money', async () => {
  await state(1, FREE, PRO)
  await state(2, credit())
  expect(await access()).toEqual(pro(2))
  await state(3, refund('1000'))
  expect(await access()).toEqual([])
})

test('an operator’s reverse closes what a free checkout opened', async () => {
  await state(1, FREE, PRO)
  await state(2, word('reverse'))
  expect(await access()).toEqual([])
})

test('what a free checkout opens for nobody named waits at suspense until somebody is', async () => {
  const { owner: _owner, ...anonymous } = statement(account, 1, FREE, PRO)
  await harness.ledger.stateFact(anonymous, { finish: true })
  expect(await access(`suspense:${account}`)).toEqual(pro(1))
  await state(2, { type: 'link' })
  expect(await access(`suspense:${account}`)).toEqual([])
  expect(await access()).toEqual(pro(1))
})
