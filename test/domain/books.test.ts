import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accessOf } from '../../src/domain/access.ts'
import { booksOf, leadOf, orderStatusOf, statusOf } from '../../src/domain/books.ts'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import type { RegisteredOrder } from '../../src/domain/fold-money.ts'
import { foldPayment } from '../../src/domain/fold-payment.ts'
import { figure, statementAbout } from '../ledger/random-facts.ts'
import { credit, dispute, failedRefund, minute, refund, statement, word } from '../ledger/statements.ts'

const said = (...facts: readonly [number, Fact, Partial<Statement>?][]): Statement[] =>
  facts.map(([n, fact, more]) => statement('shop', n, fact, more))

const fold = (statements: readonly Statement[], order?: RegisteredOrder) =>
  foldPayment('shop', statements, () => order)

const linesOf = (statements: readonly Statement[], order?: RegisteredOrder) =>
  booksOf(fold(statements, order)).map(({ owner, kind, amount }) => `${owner} ${kind} ${amount}`)

test('confirmed money is available, against the clearing account of its merchant', () => {
  expect(linesOf(said([1, credit()]))).toEqual(['user:shop available 1000', 'sys:shop clearing -1000'])
})

test('pending money is pending, held money is held, refunded money is nowhere', () => {
  const facts = said([1, credit({ state: 'pending' })], [2, refund('300')], [3, dispute('opened', '200')])
  expect(linesOf(facts)).toEqual(['user:shop pending 500', 'user:shop held 200', 'sys:shop clearing -700'])
})

test('tokens that stand are in the books of their wallet, whatever became of the money', () => {
  const mint = { chainId: 1, wallet: '0xa', asset: 'LTZ', amount: 5n }
  const minted = booksOf(fold(said([1, credit({ value: 'mint' })], [2, refund('1000')])), [mint])
  expect(minted).toEqual([
    { owner: 'wallet:0xa', asset: 'LTZ', kind: 'minted', amount: 5n },
    { owner: 'sys:chain:1', asset: 'LTZ', kind: 'clearing', amount: -5n },
  ])
})

test('a payment opens what its facts grant, each product for the longest time, until nothing of it is left', () => {
  const bought = said(
    [1, credit(), { grants: [{ product: 'pro', days: 1 }, { product: 'book' }] }],
    [2, { type: 'link' }, { grants: [{ product: 'pro', days: 2 }] }],
  )
  expect(accessOf(fold(bought))).toEqual([
    { owner: 'user:shop', product: 'book', from: minute(1) },
    { owner: 'user:shop', product: 'pro', from: minute(1), until: '2026-01-03T00:01:00.000Z' },
  ])
  expect(accessOf(fold([...bought, ...said([3, refund('1000')])]))).toEqual([])
})

test.each<[string, Statement[], string]>([
  ['nothing', said([1, { type: 'link' }]), 'pending'],
  ['failed', said([1, { type: 'outcome', outcome: 'failed' }]), 'failed'],
  ['paid', said([1, credit()]), 'paid'],
  ['gone', said([1, credit({ state: 'pending' })], [2, credit({ state: 'gone' })]), 'pending'],
  ['partly refunded', said([1, credit()], [2, refund('1')]), 'partially_refunded'],
  ['refunded', said([1, credit()], [2, refund('1000')]), 'refunded'],
  ['disputed', said([1, credit()], [2, refund('1000')], [3, dispute('opened')]), 'disputed'],
  ['charged back', said([1, credit()], [3, dispute('lost')]), 'charged_back'],
  ['reversed', said([1, credit()], [2, word('reverse')]), 'pending'],
])('a payment that is %s', (_, statements, status) => {
  expect(statusOf(fold(statements))).toBe(status)
})

test('failed refunds count from the target’s time on, each once, by its first failure', () => {
  const facts = said(
    [1, credit()],
    [5, refund('600')],
    [4, failedRefund('re_old', '50')],
    [5, failedRefund('re_1', '100')],
    [9, failedRefund('re_1', '999')],
  )
  expect(fold(facts).returned).toBe(500n)
})

test('a claim of higher rank wins, a crediting claim before another of its rank', () => {
  const claims = said(
    [1, credit(), { owner: { owner: 'user:z', source: 'user' } }],
    [2, { type: 'link' }, { owner: { owner: 'user:a', source: 'user' } }],
    [3, { type: 'link' }, { owner: { owner: 'wallet:0x1', source: 'wallet' } }],
  )
  expect(fold(claims).owner).toBe('user:z')
  expect(fold(claims, { amount: 1n, asset: 'USD', owner: 'user:ordered' }).owner).toBe('user:ordered')
})

test('error: one payment stated as two figures', () => {
  const two = said([1, credit()], [2, credit({ amount: '5' })])
  expect(() => fold(two)).toThrow(expect.objectContaining({ code: 'EFFECT_CONFLICT', retryable: false }))
})

test('error: a figure that neither the payment nor its order states', () => {
  const { amount: _amount, asset: _asset, ...bare } = credit()
  expect(() => fold(said([1, bare]))).toThrow(expect.objectContaining({ code: 'INVALID_AMOUNT' }))
  expect(fold(said([1, bare]), { amount: 70n, asset: 'EUR' }).paid).toBe(70n)
})

test('the earliest payment that matches pays the order; without one the last outcome counts', () => {
  const late = fold(said([9, credit()]))
  const early = fold(said([3, credit()], [4, refund('1000')]))
  const other = fold(said([1, credit({ amount: '7' })]))
  const failed = fold(said([2, { type: 'outcome', outcome: 'failed' }]))
  const order = { amount: 1000n, asset: 'USD' }
  expect(leadOf([late, early, other], order)).toBe(early)
  expect(orderStatusOf([late, early, other], order)).toBe('refunded')
  expect(orderStatusOf([other, failed], order)).toBe('failed')
  expect(orderStatusOf([], order)).toBe('pending')
})

test('times are compared as times, however they are written', () => {
  const facts = said(
    [1, credit()],
    [2, refund('300'), { at: '2026-01-01T00:09:00Z' }],
    [3, refund('200'), { at: minute(8) }],
  )
  expect(fold(facts).returned).toBe(300n)
})

const facts = figure.chain((figure) =>
  fc
    .array(statementAbout(0, figure, fc.uuid()), { maxLength: 12 })
    .chain((stated) =>
      fc.tuple(fc.constant(stated), fc.shuffledSubarray(stated, { minLength: stated.length })),
    ),
)

test('the order in which facts come makes no difference', () => {
  fc.assert(
    fc.property(facts, ([stated, shuffled]) => {
      const [one, other] = [fold(stated), fold(shuffled)]
      expect(booksOf(other)).toEqual(booksOf(one))
      expect(accessOf(other)).toEqual(accessOf(one))
      expect([statusOf(other), other.orderReference]).toEqual([statusOf(one), one.orderReference])
    }),
  )
})

test('the books of a payment sum to zero, and nobody but the clearing account owes', () => {
  fc.assert(
    fc.property(facts, ([stated]) => {
      const lines = booksOf(fold(stated))
      expect(lines.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n)
      expect(lines.filter(({ kind, amount }) => kind !== 'clearing' && amount < 0n)).toEqual([])
    }),
  )
})
