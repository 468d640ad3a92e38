import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, dispute, failedRefund, minute, refund, statement, word } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger(4)
})

afterAll(() => harness.close())

beforeEach(() => {
  account = newAccount()
})

const state = (n: number, fact: Fact, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, fact, more), { finish: true })

const balance = async () => {
  const { balances } = await harness.ledger.balances(`user:${account}`)
  return balances.find(({ asset }) => asset === 'USD')
}

test('a refund takes back its part and says how the order stands', async () => {
  await state(1, credit())
  expect(await state(2, refund('300'))).toMatchObject({ orderStatus: 'partially_refunded' })
  expect(await balance()).toMatchObject({ available: '700' })
  expect(await state(3, refund('1000'))).toMatchObject({ orderStatus: 'refunded' })
  expect(await balance()).toMatchObject({ available: '0' })
})

test('refund figures are cumulative: the same one from another event takes nothing more', async () => {
  await state(1, credit())
  await state(2, refund('300'))
  expect(await state(3, refund('300'))).toMatchObject({ transferId: null })
  expect(await balance()).toMatchObject({ available: '700' })
})

test('a refund before its payment is remembered and applied when the payment comes', async () => {
  expect(await state(2, refund('300'))).toMatchObject({
    transferId: null,
    orderStatus: 'pending',
    problems: [],
  })
  expect(await state(1, credit())).toMatchObject({ orderStatus: 'partially_refunded' })
  expect(await balance()).toMatchObject({ available: '700' })
})

test('a newer figure holds, an older one that comes late changes nothing', async () => {
  await state(1, credit())
  await state(5, refund('300'))
  expect(await state(4, refund('900'))).toMatchObject({ transferId: null })
  expect(await balance()).toMatchObject({ available: '700' })
  await state(6, refund('200'))
  expect(await balance()).toMatchObject({ available: '800' })
})

test('of two figures of the same moment the larger holds', async () => {
  await state(1, credit())
  await state(2, refund('300'), { at: minute(9) })
  await state(3, refund('200'), { at: minute(9) })
  expect(await balance()).toMatchObject({ available: '700' })
})

test('a failed refund comes back, once, however often it is said', async () => {
  await state(1, credit())
  await state(2, refund('300'))
  expect(await state(3, failedRefund('re_1', '300'))).toMatchObject({ orderStatus: 'paid' })
  await state(4, failedRefund('re_1', '300'))
  expect(await balance()).toMatchObject({ available: '1000' })
})

test('a failure older than the newest figure is already in it', async () => {
  await state(1, credit())
  await state(3, failedRefund('re_1', '300'))
  await state(4, refund('200'))
  expect(await balance()).toMatchObject({ available: '800' })
})

test('an excess is applied as far as there is money, and parks the event that shows it', async () => {
  await state(1, credit())
  expect(await state(2, refund('1500'))).toMatchObject({
    orderStatus: 'refunded',
    finished: false,
    problems: [{ code: 'REFUND_EXCEEDS_PAYMENT', message: expect.stringContaining('1500 of 1000 USD') }],
  })
  expect(await balance()).toMatchObject({ available: '0' })
})

test('an excess is shown to no other event, and to the same one again as long as it holds', async () => {
  await state(1, credit())
  await state(2, refund('1500'))
  expect(await state(3, { type: 'link' })).toMatchObject({ problems: [] })
  expect(await state(2, refund('1500'))).toMatchObject({ problems: [{ code: 'REFUND_EXCEEDS_PAYMENT' }] })
  await state(4, refund('900'))
  expect(await state(2, refund('1500'))).toMatchObject({ problems: [], finished: true })
})

test('the payment shows the excess when the refund came first', async () => {
  await state(2, refund('1500'))
  expect(await state(1, credit())).toMatchObject({ problems: [{ code: 'REFUND_EXCEEDS_PAYMENT' }] })
})

test('a refund in another asset stays outside the sums and parks', async () => {
  await state(1, credit())
  expect(await state(2, refund('300', 'EUR'))).toMatchObject({
    transferId: null,
    orderStatus: 'paid',
    problems: [{ code: 'EFFECT_CONFLICT', message: expect.stringContaining('speaks of EUR') }],
  })
  expect(await state(3, dispute('opened', '100', 'JPY'))).toMatchObject({
    problems: [{ code: 'EFFECT_CONFLICT', message: expect.stringContaining('speaks of JPY') }],
  })
})

test('a dispute holds its part, won releases it, lost takes it back', async () => {
  await state(1, credit())
  expect(await state(2, dispute('opened', '400'))).toMatchObject({ orderStatus: 'disputed' })
  expect(await balance()).toMatchObject({ available: '600', held: '400', spendable: '600' })
  expect(await state(3, dispute('won', '400'))).toMatchObject({ orderStatus: 'paid' })
  expect(await balance()).toMatchObject({ available: '1000', held: '0' })
  expect(await state(4, dispute('lost', '400'))).toMatchObject({ orderStatus: 'charged_back' })
  expect(await balance()).toMatchObject({ available: '600', held: '0' })
})

test('a dispute that is opened late, after it was closed, holds nothing', async () => {
  await state(1, credit())
  await state(2, dispute('won'))
  expect(await state(3, dispute('opened'))).toMatchObject({ orderStatus: 'paid', transferId: null })
})

test('refund and lost dispute of the same money take it back once, and say that they exceed it', async () => {
  await state(1, credit())
  await state(2, refund('1000'))
  expect(await state(3, dispute('lost'))).toMatchObject({
    transferId: null,
    problems: [{ code: 'REFUND_EXCEEDS_PAYMENT' }],
  })
  expect(await balance()).toMatchObject({ available: '0', held: '0' })
})

test('an operator holds what is left of a payment and releases it', async () => {
  await state(1, credit())
  await state(2, refund('300'))
  await state(3, word('hold'))
  expect(await balance()).toMatchObject({ available: '0', held: '700', spendable: '0' })
  await state(4, word('release'))
  expect(await balance()).toMatchObject({ available: '700', held: '0' })
})

test('an operator reverses a payment whatever its provider says, until confirming it', async () => {
  await state(1, credit())
  expect(await state(2, word('reverse'))).toMatchObject({ orderStatus: 'pending' })
  await state(3, credit())
  expect(await balance()).toMatchObject({ available: '0' })
  expect(await state(4, word('confirm'))).toMatchObject({ orderStatus: 'paid' })
  expect(await balance()).toMatchObject({ available: '1000' })
})
