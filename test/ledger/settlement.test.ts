import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MoneyFact, Statement } from '../../src/domain/fact.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, minute, statement, word } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger(4)
})

afterAll(() => harness.close())

beforeEach(() => {
  account = newAccount()
})

const state = (n: number, fact: Partial<MoneyFact>, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, credit(fact), more), { finish: true })

const balance = async () => (await harness.ledger.balances(`user:${account}`)).balances[0]

test('pending money waits beside the available, spendable, and moves over when it is confirmed', async () => {
  expect(await state(1, { state: 'pending' })).toMatchObject({ orderStatus: 'paid', generation: 1 })
  expect(await harness.ledger.order(account, 'pay')).toMatchObject({ status: 'paid', settled: false })
  expect(await balance()).toMatchObject({ available: '0', pending: '1000', spendable: '1000' })
  await state(2, { state: 'confirmed' })
  expect(await harness.ledger.order(account, 'pay')).toMatchObject({ status: 'paid', settled: true })
  expect(await balance()).toMatchObject({ available: '1000', pending: '0', spendable: '1000' })
})

test('pending money is not spendable where the policy says so', async () => {
  await state(1, { state: 'pending' }, { pendingIsSpendable: false })
  expect(await balance()).toMatchObject({ pending: '1000', spendable: '0' })
})

test('a late pending after the confirmation changes nothing', async () => {
  await state(2, { state: 'confirmed' })
  expect(await state(1, { state: 'pending' })).toMatchObject({ transferId: null })
})

test('money that is gone is taken back; a pending that is late or replayed does not bring it back', async () => {
  await state(1, { state: 'pending', block: '0xa' })
  expect(await state(5, { state: 'gone', block: '0xa' })).toMatchObject({ orderStatus: 'pending' })
  expect(await balance()).toMatchObject({ pending: '0', available: '0' })
  expect(await state(1, { state: 'pending', block: '0xa' })).toMatchObject({ transferId: null })
  expect(await state(3, { state: 'pending' })).toMatchObject({ transferId: null, generation: 1 })
  expect(await state(9, { state: 'pending', block: '0xa' })).toMatchObject({ generation: 2 })
})

test('money that is mined again in another block is credited again, even if that was seen before it was gone', async () => {
  await state(1, { state: 'pending', block: '0xa' })
  await state(5, { state: 'gone', block: '0xa' })
  expect(await state(4, { state: 'pending', block: '0xb' })).toMatchObject({
    generation: 2,
    orderStatus: 'paid',
  })
  expect(await balance()).toMatchObject({ pending: '1000' })
})

test('a gone that comes late, about the earlier block, does not take re-mined money away', async () => {
  await state(1, { state: 'pending', block: '0xa' })
  await state(6, { state: 'pending', block: '0xb' })
  expect(await state(7, { state: 'gone', block: '0xa' })).toMatchObject({ transferId: null })
  expect(await balance()).toMatchObject({ pending: '1000' })
})

test('gone needs no figure, not even when it is the first to speak of the payment', async () => {
  const { amount: _amount, asset: _asset, ...gone } = credit({ state: 'gone' })
  const said = await harness.ledger.stateFact(statement(account, 5, gone), { finish: true })
  expect(said).toMatchObject({ orderStatus: 'pending', transferId: null, problems: [] })
  expect(await state(1, { state: 'pending' })).toMatchObject({ transferId: null, orderStatus: 'pending' })
})

test('an operator confirms what the chain leaves open, and what it lost', async () => {
  await state(1, { state: 'pending' })
  await harness.ledger.stateFact(statement(account, 2, word('confirm')), { finish: true })
  expect(await balance()).toMatchObject({ available: '1000', pending: '0' })
  expect(await state(3, { state: 'gone' })).toMatchObject({
    problems: [{ code: 'EFFECT_CONFLICT', message: expect.stringContaining('an operator said confirm') }],
  })
  expect(await balance()).toMatchObject({ available: '1000', pending: '0' })
})

test('what the chain says after an operator reversed a payment parks, and moves nothing', async () => {
  await state(1, { state: 'pending' })
  await harness.ledger.stateFact(statement(account, 2, word('reverse')), { finish: true })
  expect(await state(3, { state: 'confirmed' })).toMatchObject({
    transferId: null,
    problems: [{ code: 'EFFECT_CONFLICT', message: expect.stringContaining('an operator said reverse') }],
  })
})

test('the word that was said last counts, whatever the clocks of those who say it, and however often it is said again', async () => {
  const said = fc.record({
    what: fc.constantFrom('confirm', 'reverse'),
    clock: fc.integer({ min: 0, max: 9 }),
    saidAgain: fc.boolean(),
  })
  let payments = 0
  const runs = fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 5 }), async (words) => {
    const paymentId = `pay-${++payments}`
    const say = (n: number, clock: number) => {
      const more = { endpoint: 'sys:operator', eventKey: `${account}-${paymentId}-${n}`, paymentId }
      const fact = word(words[n]?.what ?? 'confirm')
      return harness.ledger.stateFact(statement(account, clock, fact, more), { finish: false })
    }
    await state(100 + payments, { state: 'pending' }, { paymentId, at: minute(5) })
    for (const [n, { clock }] of words.entries()) await say(n, clock)
    for (const [n, { clock, saidAgain }] of words.entries()) if (saidAgain) await say(n, clock + 30)
    expect(await harness.ledger.settlement(account, paymentId)).toMatchObject({ word: words.at(-1)?.what })
  })
  await fc.assert(runs, { numRuns: 25 })
})

const settlement = () => harness.ledger.settlement(account, 'session')

test('where a payment stands is told by any of its names', async () => {
  expect(await settlement()).toBeNull()
  const seen = { network: 'base', txHash: '0x1', block: '0xa' }
  await state(1, { state: 'pending', ...seen }, { refs: ['session'] })
  const pending = {
    account,
    paymentId: 'pay',
    value: 'credit',
    money: 'pending',
    generation: 1,
    paid: '1000',
    settled: false,
    word: null,
    isHeld: false,
    amount: '1000',
    asset: 'USD',
    ...seen,
    pendingSince: minute(1),
  }
  expect(await settlement()).toEqual(pending)
  await state(2, { state: 'confirmed' })
  expect(await settlement()).toEqual({ ...pending, money: 'confirmed', settled: true })
})

test('the block of a payment is that of the newest observation that stands', async () => {
  await state(1, { state: 'pending', block: '0xa' }, { refs: ['session'] })
  await state(3, { state: 'pending', block: '0xb' })
  expect(await settlement()).toMatchObject({ block: '0xb', pendingSince: minute(1) })
  await state(4, { state: 'gone', block: '0xb' })
  expect(await settlement()).toMatchObject({ money: 'pending', block: '0xa' })
  await state(5, { state: 'gone', block: '0xa' })
  expect(await settlement()).toMatchObject({
    money: 'gone',
    paid: '0',
    block: null,
    pendingSince: null,
    generation: 1,
  })
})

test('an operator’s words on a payment are told', async () => {
  await state(1, { state: 'pending' }, { refs: ['session'] })
  await harness.ledger.stateFact(statement(account, 2, word('hold')), { finish: true })
  await harness.ledger.stateFact(statement(account, 3, word('reverse')), { finish: true })
  expect(await settlement()).toMatchObject({ money: 'pending', paid: '0', word: 'reverse', isHeld: true })
})

test('a payment nobody spoke of money for has nothing to settle', async () => {
  await harness.ledger.stateFact(statement(account, 1, { type: 'link' }, { refs: ['session'] }), {
    finish: true,
  })
  expect(await settlement()).toMatchObject({ value: null, money: null, paid: '0', amount: null, block: null })
})
