import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Statement } from '../../src/domain/fact.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, minute, statement } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger(8)
})

afterAll(() => harness.close())

beforeEach(() => {
  account = newAccount()
})

interface Deposit {
  readonly id: string
  readonly tx?: string
  readonly address?: string
  readonly customer?: string
  readonly amount?: string
  readonly more?: Partial<Statement>
}

const deposit = (n: number, { id, tx, address, customer = 'ann', amount = '50', more = {} }: Deposit) => {
  const fact = credit({ asset: 'USDT', amount, ...(tx === undefined ? {} : { txHash: tx }) })
  return harness.ledger.stateFact(
    statement(account, n, fact, {
      paymentId: id,
      deposit: { customer, detectedAt: minute(n), ...(address === undefined ? {} : { address }) },
      ...more,
    }),
    { finish: true },
  )
}

const gateway = (n: number, id: string, tx: string, amount = '50') =>
  harness.ledger.stateFact(
    statement(account, n, credit({ asset: 'USDT', amount, txHash: tx }), { paymentId: id }),
    { finish: true },
  )

const ambiguous = { code: 'DEPOSIT_AMBIGUOUS', retryable: false }

const available = async () => {
  const { balances } = await harness.ledger.balances(`user:${account}`)
  return balances[0]?.available
}

test('a deposit is credited, kept as a row of its own, and makes no order', async () => {
  expect(await deposit(1, { id: 'd1', tx: '0x1', address: '0xa' })).toMatchObject({
    orderReference: null,
    orderStatus: 'paid',
  })
  const { rows } = await harness.pool.query(
    'select customer, address, asset, amount, tx_hash, detected_at from ledger.deposit where account = $1',
    [account],
  )
  expect(rows).toEqual([
    {
      customer: 'ann',
      address: '0xa',
      asset: 'USDT',
      amount: '50',
      tx_hash: '0x1',
      detected_at: minute(1),
    },
  ])
  expect(await harness.ledger.order(account, 'd1')).toBeNull()
})

test('a deposit seen again in another event credits once', async () => {
  await deposit(1, { id: '0x1:0xa:50', tx: '0x1', address: '0xa' })
  expect(await deposit(2, { id: '0x1:0xa:50', tx: '0x1', address: '0xa' })).toMatchObject({
    transferId: null,
  })
  expect(await available()).toBe('50')
})

test('without a transaction, an equal deposit within a day is ambiguous; a person says whether it counts', async () => {
  await deposit(1, { id: 'd1' })
  await expect(deposit(2, { id: 'd2' })).rejects.toMatchObject({
    ...ambiguous,
    message: expect.stringMatching(/payment d2 .* payment d1/),
  })
  expect(await available()).toBe('50')
  await deposit(2, { id: 'd2', more: { distinct: true } })
  expect(await available()).toBe('100')
})

test.each([
  ['another customer', { customer: 'bob' }],
  ['another address', { address: '0xb' }],
  ['another amount', { amount: '51' }],
  ['more than a day between', { more: { at: minute(1 + 24 * 60 + 1) } }],
])('without a transaction, %s is another deposit', async (_, difference) => {
  await deposit(1, { id: 'd1' })
  expect(await deposit(2, { id: 'd2', ...difference })).toMatchObject({ problems: [] })
})

test('a day apart to the minute is still ambiguous, before or after', async () => {
  await deposit(1, { id: 'd1', more: { at: minute(24 * 60) } })
  await expect(deposit(2, { id: 'd2', more: { at: minute(48 * 60) } })).rejects.toMatchObject(ambiguous)
  await expect(deposit(3, { id: 'd3', more: { at: minute(0) } })).rejects.toMatchObject(ambiguous)
})

test('deposits of different transactions are different, however alike', async () => {
  await deposit(1, { id: 'd1', tx: '0x1' })
  expect(await deposit(2, { id: 'd2', tx: '0x2' })).toMatchObject({ problems: [] })
})

test('one transaction may pay two addresses, but not one address twice the same', async () => {
  await deposit(1, { id: 'd1', tx: '0x1', address: '0xa' })
  await deposit(2, { id: 'd2', tx: '0x1', address: '0xb' })
  await expect(deposit(3, { id: 'd3', tx: '0x1', address: '0xa' })).rejects.toMatchObject(ambiguous)
  await expect(deposit(4, { id: 'd4', tx: '0x1' })).rejects.toMatchObject(ambiguous)
})

test('a gateway payment and a deposit of one transaction are one money, whichever comes first', async () => {
  await gateway(1, 'session', '0x1')
  await expect(deposit(2, { id: 'd1', tx: '0x1', address: '0xa' })).rejects.toMatchObject(ambiguous)
  await deposit(3, { id: 'd2', tx: '0x2', address: '0xa', amount: '60' })
  await expect(gateway(4, 'other', '0x2', '60')).rejects.toMatchObject(ambiguous)
  expect(await gateway(5, 'third', '0x2', '61')).toMatchObject({ problems: [] })
})

test('what was credited is not asked about again when it is restated, or confirmed', async () => {
  await deposit(1, { id: 'd1' })
  await deposit(2, { id: 'd2', more: { distinct: true } })
  expect(await deposit(1, { id: 'd1' })).toMatchObject({ transferId: null, problems: [] })
  expect(await deposit(3, { id: 'd2' })).toMatchObject({ transferId: null, problems: [] })
})

test('of eight equal deposits at the same moment one is credited', async () => {
  const all = Array.from({ length: 8 }, (_, n) => deposit(n, { id: `d${n}` }))
  const settled = await Promise.allSettled(all)
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await available()).toBe('50')
})
