import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, refund, statement } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger(4)
})

afterAll(() => harness.close())

beforeEach(() => {
  account = newAccount()
})

const state = (n: number, paymentId: string, fact: Fact, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, fact, { paymentId, ...more }), { finish: true })

const available = async () => {
  const { balances } = await harness.ledger.balances(`user:${account}`)
  return balances[0]?.available
}

test('a payment is found by any id that was ever named beside it', async () => {
  await state(1, 'session', credit(), { refs: ['intent'] })
  expect(await state(2, 'intent', refund('400'), { refs: ['charge'] })).toMatchObject({
    paymentId: 'session',
  })
  expect(await state(3, 'charge', refund('500'))).toMatchObject({ paymentId: 'session' })
  expect(await available()).toBe('500')
})

test('two rows that turn out to be one payment fold into the older: credited once', async () => {
  await state(1, 'session', credit())
  await state(2, 'intent', credit())
  expect(await available()).toBe('2000')
  const joined = await state(3, 'intent', { type: 'link' }, { refs: ['session'] })
  expect(joined).toMatchObject({ paymentId: 'session', transferId: expect.any(String) })
  expect(await available()).toBe('1000')
  expect(await harness.ledger.payment(account, 'intent')).toMatchObject({
    paymentId: 'session',
    postings: [{ kind: 'credit' }, { kind: 'credit' }, { kind: 'debit' }],
  })
  expect(await harness.ledger.drift()).toEqual([])
})

test('rows that were merged can be merged again', async () => {
  await state(1, 'a', credit())
  await state(2, 'b', credit())
  await state(3, 'c', credit())
  await state(4, 'c', { type: 'link' }, { refs: ['b'] })
  await state(5, 'c', { type: 'link' }, { refs: ['a'] })
  expect(await state(6, 'c', refund('100'))).toMatchObject({ paymentId: 'a' })
  expect(await available()).toBe('900')
  expect((await harness.ledger.payment(account, 'c'))?.postings).toHaveLength(6)
  expect(await harness.ledger.drift()).toEqual([])
})

test('a refund remembered under one id meets the payment made under another', async () => {
  await state(2, 'charge', refund('300'))
  await state(1, 'intent', credit())
  expect(await state(3, 'intent', { type: 'link' }, { refs: ['charge'] })).toMatchObject({
    orderStatus: 'partially_refunded',
  })
  expect(await available()).toBe('700')
})

test('the orders of both rows are computed anew', async () => {
  await state(1, 'session', credit(), { orderReference: 'o1' })
  await state(2, 'intent', credit())
  expect(await harness.ledger.order(account, 'intent')).toMatchObject({ status: 'paid' })
  await state(3, 'intent', { type: 'link' }, { refs: ['session'] })
  expect(await harness.ledger.order(account, 'o1')).toMatchObject({ status: 'paid', paymentId: 'session' })
  expect(await harness.ledger.order(account, 'intent')).toBeNull()
})

test('error: two payments of different figures cannot be joined, and stay as they were', async () => {
  await state(1, 'session', credit())
  await state(2, 'intent', credit({ amount: '500' }))
  await expect(state(3, 'intent', { type: 'link' }, { refs: ['session'] })).rejects.toMatchObject({
    code: 'EFFECT_CONFLICT',
    message: expect.stringContaining('1000 USD credit'),
  })
  expect(await available()).toBe('1500')
  expect(await harness.ledger.payment(account, 'intent')).toMatchObject({ paymentId: 'intent' })
})

test('what was done outside the books under either id stays findable and done', async () => {
  await state(1, 'session', credit())
  await state(2, 'intent', credit())
  const claim = {
    account,
    effect: 'notify',
    what: ['receipt'],
    endpoint: account,
    eventKey: 'evt_1',
  } as const
  for (const paymentId of ['session', 'intent']) {
    const { key } = await harness.ledger.claimEffect({ ...claim, paymentId })
    await harness.ledger.finishEffect(key, 'done', {})
  }
  await state(3, 'intent', { type: 'link' }, { refs: ['session'] })
  expect(await harness.ledger.payment(account, 'session')).toMatchObject({
    effects: [
      { effect: 'notify', key: `${account}:session:notify:receipt`, state: 'done' },
      { effect: 'notify', key: `${account}:intent:notify:receipt`, state: 'done' },
    ],
  })
})

test('a problem of a row that was merged is still its event’s, once', async () => {
  const nobody = { owner: { owner: `suspense:${account}`, source: 'suspense' as const } }
  await state(1, 'session', credit(), nobody)
  await state(2, 'intent', credit(), nobody)
  expect(await state(3, 'intent', { type: 'link' }, { refs: ['session'], ...nobody })).toMatchObject({
    problems: [],
  })
  expect(await state(1, 'session', credit(), nobody)).toMatchObject({
    problems: [{ code: 'OWNER_UNKNOWN' }],
  })
  expect(await state(2, 'intent', credit(), nobody)).toMatchObject({ problems: [] })
})

test('an event that is restated about another payment leaves the one it spoke of', async () => {
  await state(1, 'wrong', credit())
  expect(await state(1, 'right', credit())).toMatchObject({ paymentId: 'right', orderStatus: 'paid' })
  expect(await available()).toBe('1000')
  expect(await harness.ledger.payment(account, 'wrong')).toMatchObject({ status: 'pending', amount: null })
  expect(await harness.ledger.drift()).toEqual([])
})

test('equal ids of two accounts are two payments', async () => {
  const other = newAccount()
  await state(1, 'pay', credit())
  await harness.ledger.stateFact(statement(other, 1, credit({ amount: '5' })), { finish: true })
  expect(await available()).toBe('1000')
})

test('many statements that join the same rows at once end in one payment', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  await Promise.all(names.map((name, n) => state(n, name, credit())))
  await Promise.all(
    names.map((name, n) => state(10 + n, name, { type: 'link' }, { refs: [names[(n + 1) % 6] ?? 'a'] })),
  )
  expect(await available()).toBe('1000')
  expect(await harness.ledger.drift()).toEqual([])
})
