import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, minute, refund, statement } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger(8)
})

afterAll(() => harness.close())

beforeEach(() => {
  account = newAccount()
})

const state = (n: number, fact: Fact, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, fact, { orderReference: 'o1', ...more }), { finish: true })

const register = (amount = '1000', asset = 'USD') =>
  harness.ledger.registerOrder({ account, reference: 'o1', amount, asset })

const order = () => harness.ledger.order(account, 'o1')

test('a registered order is pending until a payment of its figure pays it', async () => {
  expect(await register()).toEqual({
    account,
    reference: 'o1',
    status: 'pending',
    settled: false,
    paidAt: null,
    txHash: null,
    paymentId: null,
    amount: '1000',
    asset: 'USD',
    owner: null,
  })
  await state(3, credit({ txHash: '0xabc' }))
  expect(await order()).toMatchObject({
    status: 'paid',
    settled: true,
    paidAt: minute(3),
    txHash: '0xabc',
    paymentId: 'pay',
  })
})

test('a payment that names no order is its own', async () => {
  const { orderReference: _reference, ...plain } = statement(account, 1, credit())
  await harness.ledger.stateFact(plain, { finish: true })
  expect(await harness.ledger.order(account, 'pay')).toMatchObject({ status: 'paid', amount: '1000' })
})

test.each([
  ['amount', credit({ amount: '999' })],
  ['asset', credit({ asset: 'EUR' })],
])('another %s than registered is credited, does not pay the order, and parks', async (_, paid) => {
  await register()
  expect(await state(1, paid)).toMatchObject({
    orderStatus: 'pending',
    transferId: expect.any(String),
    finished: false,
    problems: [{ code: 'ORDER_AMOUNT_MISMATCH', message: expect.stringContaining('order o1') }],
  })
})

test('a mismatch ends when the order is registered again with what was paid', async () => {
  await register()
  await state(1, credit({ amount: '999' }))
  expect(await register('999')).toMatchObject({ status: 'paid', paymentId: 'pay' })
  expect(await state(1, credit({ amount: '999' }))).toMatchObject({ problems: [], finished: true })
})

test('a mismatch ends when an operator names the right order', async () => {
  await register()
  await state(1, credit({ amount: '999' }))
  const moved = await state(1, credit({ amount: '999' }), { orderReference: 'o2' })
  expect(moved).toMatchObject({ orderReference: 'o2', orderStatus: 'paid', problems: [] })
  expect(await order()).toMatchObject({ status: 'pending', paymentId: null })
})

test('the order an operator names outranks what the payment’s other events say, before and after', async () => {
  await state(1, credit({ state: 'pending' }))
  const amended = { orderReference: 'z9', orderIsAmended: true as const }
  expect(await state(2, credit(), amended)).toMatchObject({ orderReference: 'z9' })
  expect(await state(1, credit({ state: 'pending' }))).toMatchObject({ orderReference: 'z9' })
  expect(await order()).toBeNull()
})

test('of two payments of one moment the one whose event’s name is smaller leads', async () => {
  const at = minute(3)
  await state(7, credit(), { paymentId: 'later-name', at })
  await state(6, credit(), { paymentId: 'earlier-name', at })
  expect(await order()).toMatchObject({ paymentId: 'earlier-name' })
})

test('a second payment of a paid order is credited too, and parks', async () => {
  await state(1, credit())
  expect(await state(2, credit(), { paymentId: 'second' })).toMatchObject({
    paymentId: 'second',
    orderStatus: 'paid',
    problems: [{ code: 'ORDER_ALREADY_PAID', message: expect.stringContaining('payment second') }],
  })
  expect(await harness.ledger.balances(`user:${account}`)).toMatchObject({
    balances: [{ available: '2000' }],
  })
  expect(await state(1, credit())).toMatchObject({ problems: [], finished: true })
  expect(await state(3, refund('1000'), { paymentId: 'second' })).toMatchObject({ problems: [] })
})

test('of two payments at the same moment exactly one is the surplus', async () => {
  const both = await Promise.all([
    state(1, credit(), { paymentId: 'left' }),
    state(2, credit(), { paymentId: 'right' }),
  ])
  expect(both.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(['ORDER_ALREADY_PAID'])
})

test('an order that is paid can only be registered with what was paid', async () => {
  await state(1, credit())
  await expect(register('999')).rejects.toMatchObject({ code: 'ORDER_ALREADY_PAID', retryable: false })
  await expect(register('1000', 'EUR')).rejects.toMatchObject({ code: 'ORDER_ALREADY_PAID' })
  expect(await register()).toMatchObject({ status: 'paid', amount: '1000' })
})

test('an order is free again once its money is gone', async () => {
  await state(1, credit({ state: 'pending' }))
  await state(2, credit({ state: 'gone' }))
  expect(await register('700')).toMatchObject({ status: 'pending', amount: '700' })
})

test('where orders must exist, a payment of an unknown one is refused and changes nothing', async () => {
  const strict = { ordersMustExist: true as const }
  await expect(state(1, credit(), strict)).rejects.toMatchObject({
    code: 'ORDER_NOT_FOUND',
    retryable: false,
    message: expect.stringContaining('register it'),
  })
  expect(await harness.ledger.payment(account, 'pay')).toBeNull()
  await register()
  expect(await state(1, credit(), strict)).toMatchObject({ orderStatus: 'paid', problems: [] })
})

test('where orders must exist, a refund before its payment is remembered and makes no order', async () => {
  const strict = { ordersMustExist: true as const }
  expect(await state(2, refund('100'), strict)).toMatchObject({ orderStatus: 'pending' })
  expect(await order()).toBeNull()
})

test('failed, then paid, is paid; expired after paid is still paid', async () => {
  expect(await state(1, { type: 'outcome', outcome: 'failed' })).toMatchObject({ orderStatus: 'failed' })
  expect(await state(2, credit())).toMatchObject({ orderStatus: 'paid' })
  expect(await state(3, { type: 'outcome', outcome: 'expired' })).toMatchObject({ orderStatus: 'paid' })
})

test('without money the last outcome counts, whichever came last', async () => {
  await state(5, { type: 'outcome', outcome: 'expired' })
  expect(await state(4, { type: 'outcome', outcome: 'pending' })).toMatchObject({ orderStatus: 'expired' })
  expect(await state(6, { type: 'outcome', outcome: 'failed' }, { paymentId: 'again' })).toMatchObject({
    orderStatus: 'failed',
  })
})

test('registering while the payment comes never leaves the order behind', async () => {
  const rounds = Array.from({ length: 12 }, async (_, n) => {
    const reference = `race-${n}`
    const more = { orderReference: reference, paymentId: reference }
    await Promise.all([
      state(n, credit(), more),
      harness.ledger.registerOrder({
        account,
        reference,
        amount: '1000',
        asset: 'USD',
        owner: `order:${account}`,
      }),
    ])
    return harness.ledger.order(account, reference)
  })
  for (const order of await Promise.all(rounds)) expect(order).toMatchObject({ status: 'paid' })
  expect(await harness.ledger.balances(`order:${account}`)).toMatchObject({
    balances: [{ available: '12000' }],
  })
})

test('the contact of an order is kept as it was sealed', async () => {
  const contact = Buffer.from([0, 1, 255])
  await harness.ledger.registerOrder({ account, reference: 'o1', amount: '1', asset: 'USD', contact })
  await register('5')
  const { rows } = await harness.pool.query('select contact from ledger."order" where account = $1', [
    account,
  ])
  expect(rows).toEqual([{ contact }])
})

test('an order nobody knows is null', async () => {
  expect(await order()).toBeNull()
})
