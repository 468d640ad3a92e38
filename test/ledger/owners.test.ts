import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Statement } from '../../src/domain/fact.ts'
import { OWNER_RANKS, type OwnerSource } from '../../src/domain/owner.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, statement } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger(4)
})

afterAll(() => harness.close())

beforeEach(() => {
  account = newAccount()
})

const claim = (source: OwnerSource, name: string = source) => ({ source, owner: `${name}:${account}` })

const pay = (n: number, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, credit(), more), { finish: true })

const link = (n: number, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, { type: 'link' }, more), { finish: true })

const available = async (owner: string) => {
  const { balances } = await harness.ledger.balances(owner)
  return balances.map((balance) => balance.available)
}

const withoutOwner = (n: number, more: Partial<Statement> = {}) => {
  const { owner: _owner, ...rest } = statement(account, n, credit(), more)
  return harness.ledger.stateFact(rest, { finish: true })
}

test('money for nobody waits at suspense, and goes over when somebody is named', async () => {
  expect(await withoutOwner(1)).toMatchObject({
    owner: `suspense:${account}`,
    problems: [{ code: 'OWNER_UNKNOWN', message: expect.stringContaining('amend owner') }],
  })
  expect(await available(`suspense:${account}`)).toEqual(['1000'])
  await link(2, { owner: claim('customer') })
  expect(await available(`suspense:${account}`)).toEqual(['0'])
  expect(await available(`customer:${account}`)).toEqual(['1000'])
  expect(await harness.ledger.payment(account, 'pay')).toMatchObject({
    postings: [{ kind: 'credit' }, { kind: 'assign' }],
  })
  expect(await withoutOwner(1)).toMatchObject({ problems: [], finished: true })
})

test('a higher claim replaces a lower one in whatever order they come', async () => {
  await pay(1, { owner: claim('wallet') })
  expect(await link(2, { owner: claim('email') })).toMatchObject({ owner: `wallet:${account}` })
  expect(await link(3, { owner: claim('user') })).toMatchObject({ owner: `user:${account}` })
  expect(await link(4, { owner: claim('customer') })).toMatchObject({ owner: `user:${account}` })
  expect(await link(5, { owner: claim('amend') })).toMatchObject({ owner: `amend:${account}` })
  expect(await available(`amend:${account}`)).toEqual(['1000'])
  expect(await harness.ledger.drift()).toEqual([])
})

test('at equal rank the crediting event’s claim wins, else the smaller name', async () => {
  await link(1, { owner: claim('user', 'a') })
  await pay(2, { owner: claim('user', 'z') })
  expect(await available(`z:${account}`)).toEqual(['1000'])
  await link(3, { paymentId: 'other', owner: claim('user', 'y') })
  expect(await link(4, { paymentId: 'other', owner: claim('user', 'b') })).toMatchObject({
    owner: `b:${account}`,
  })
})

test('the owner of a registered order outranks the providers’ claims, an operator’s word outranks both', async () => {
  const order = { account, reference: 'o1', amount: '1000', asset: 'USD' }
  await pay(1, { orderReference: 'o1' })
  await harness.ledger.registerOrder({ ...order, owner: `order:${account}` })
  expect(await available(`user:${account}`)).toEqual(['0'])
  expect(await available(`order:${account}`)).toEqual(['1000'])
  await harness.ledger.registerOrder(order)
  expect(await available(`order:${account}`)).toEqual(['1000'])
  expect(await link(2, { owner: claim('amend') })).toMatchObject({ owner: `amend:${account}` })
  await harness.ledger.registerOrder({ ...order, owner: `order2:${account}` })
  expect(await available(`amend:${account}`)).toEqual(['1000'])
})

test('what moved to a new owner takes its refund and its hold along', async () => {
  await pay(1)
  await harness.ledger.stateFact(
    statement(account, 2, { type: 'refund_target', amount: '300', asset: 'USD' }),
    { finish: true },
  )
  await harness.ledger.stateFact(statement(account, 3, { type: 'operator', word: 'hold' }), { finish: true })
  await link(4, { owner: claim('amend') })
  expect((await harness.ledger.balances(`amend:${account}`)).balances).toEqual([
    { asset: 'USD', available: '0', pending: '0', held: '700', spendable: '0' },
  ])
})

test('Postgres ranks claims as the domain does', async () => {
  for (const [source, rank] of Object.entries(OWNER_RANKS)) {
    const { rows } = await harness.pool.query('select ledger.owner_rank($1) as rank', [source])
    expect(rows).toEqual([{ rank }])
  }
})
