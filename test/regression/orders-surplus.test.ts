import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import { type Harness, newAccount, openLedger } from '../ledger/ledger-harness.ts'
import { credit, refund, statement } from '../ledger/statements.ts'

let harness: Harness
let account: string
beforeAll(async () => {
  harness = await openLedger(4)
})
afterAll(() => harness.close())
beforeEach(() => {
  account = newAccount()
})

const state = async (n: number, fact: Fact, more: Partial<Statement> = {}) =>
  (await harness.ledger.stateFact(statement(account, n, fact, more), { finish: true })).problems.map(
    ({ code }) => code,
  )

test('a payment amended to an order that is paid is the surplus there, whichever came first', async () => {
  await harness.ledger.registerOrder({ account, reference: 'a', amount: '2000', asset: 'USD' })
  expect(await state(1, credit(), { paymentId: 'p1', orderReference: 'a' })).toEqual([
    'ORDER_AMOUNT_MISMATCH',
  ])
  expect(await state(2, credit(), { paymentId: 'p2', orderReference: 'b' })).toEqual([])
  // The operator amends p1 to order b, which p2 has paid meanwhile: now two payments pay one order.
  expect(await state(1, credit(), { paymentId: 'p1', orderReference: 'b' })).toEqual(['ORDER_ALREADY_PAID'])
})

test('a sibling that names the order of a payment shows that the order is paid twice', async () => {
  expect(await state(1, credit(), { paymentId: 'p1' })).toEqual([])
  expect(await state(2, credit(), { paymentId: 'p2', orderReference: 'b' })).toEqual([])
  const link: Fact = { type: 'link' }
  expect(await state(3, link, { paymentId: 'p1', refs: ['ch_1'], orderReference: 'b' })).toEqual([
    'ORDER_ALREADY_PAID',
  ])
})

test('money that comes back after another payment paid the order shows that it is paid twice', async () => {
  const more = { paymentId: 'p1', orderReference: 'o' }
  expect(await state(1, credit({ state: 'pending', block: '0xa' }), more)).toEqual([])
  expect(await state(2, credit({ state: 'gone', block: '0xa' }), more)).toEqual([])
  expect(await state(3, credit(), { paymentId: 'p2', orderReference: 'o' })).toEqual([])
  expect(await state(4, credit({ state: 'pending', block: '0xb' }), more)).toEqual(['ORDER_ALREADY_PAID'])
})

test('an amended order reference counts, whatever the other money events of the payment say', async () => {
  await harness.ledger.registerOrder({ account, reference: 'a', amount: '2000', asset: 'USD' })
  expect(await state(1, credit({ state: 'pending' }), { orderReference: 'a' })).toEqual([
    'ORDER_AMOUNT_MISMATCH',
  ])
  expect(await state(2, credit(), { orderReference: 'a' })).toEqual([])
  // Amended by the operator at the event that parked.
  const again = await harness.ledger.stateFact(
    statement(account, 1, credit({ state: 'pending' }), { orderReference: 'b', orderIsAmended: true }),
    { finish: true },
  )
  expect(again.orderReference).toBe('b')
  expect(again.problems).toEqual([])
})

test('a surplus of another amount is both: that one is skipped hides the other from nobody', async () => {
  await harness.ledger.registerOrder({ account, reference: 'o', amount: '1000', asset: 'USD' })
  expect(await state(1, credit(), { paymentId: 'p1', orderReference: 'o' })).toEqual([])
  expect(await state(2, credit({ amount: '2000' }), { paymentId: 'p2', orderReference: 'o' })).toEqual([
    'ORDER_ALREADY_PAID',
    'ORDER_AMOUNT_MISMATCH',
  ])
})

test('a payment of an order whose payment was refunded waits for a person, who is told so', async () => {
  await state(1, credit(), { paymentId: 'p1', orderReference: 'o' })
  await state(2, refund('1000'), { paymentId: 'p1' })
  const again = statement(account, 3, credit(), { paymentId: 'p2', orderReference: 'o' })
  expect((await harness.ledger.stateFact(again, { finish: true })).problems).toEqual([
    { code: 'ORDER_ALREADY_PAID', message: expect.stringContaining('(it is refunded now)') },
  ])
})
