import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Statement } from '../../src/domain/fact.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, statement } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger()
})

afterAll(() => harness.close())

beforeEach(() => {
  account = newAccount()
})

const state = (n: number, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, credit(), more), { finish: true })

const customer = (owner = `user:${account}`) => harness.ledger.customer(owner)

const amended = (owner: string) => ({ owner: { owner, source: 'amend' as const } })

test('whoever a payment belongs to is a customer from then on, by the event that said so', async () => {
  expect(await customer()).toBeNull()
  await state(1)
  const first = await customer()
  expect(first).toEqual({
    owner: `user:${account}`,
    account,
    firstSeenAt: expect.stringMatching(/^20.*Z$/),
    firstEvent: { endpoint: account, eventKey: 'evt_1' },
    erasedAt: null,
  })
  await state(2, { paymentId: 'another' })
  expect(await customer()).toEqual(first)
})

test('money that nobody is named for makes no customer of suspense', async () => {
  const { owner: _owner, ...nobody } = statement(account, 1, credit())
  await harness.ledger.stateFact(nobody, { finish: true })
  expect(await customer(`suspense:${account}`)).toBeNull()
  await state(1, amended(`user:${account}`))
  expect(await customer()).toMatchObject({ firstEvent: { eventKey: 'evt_1' } })
})

test('an owner an operator names instead is a customer too, and the first one stays', async () => {
  await state(1)
  await state(1, amended(`user:${account}-new`))
  expect(await customer()).not.toBeNull()
  expect(await customer(`user:${account}-new`)).toMatchObject({ account })
})

test('an order registered ahead makes its owner a customer once something pays it', async () => {
  const owner = `user:${account}-buyer`
  await harness.ledger.registerOrder({ account, reference: 'pay', amount: '1000', asset: 'USD', owner })
  await state(1)
  expect(await customer(owner)).toMatchObject({ firstEvent: { eventKey: 'evt_1' } })
})

test('many payments that name one new owner at once make one customer of them', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => state(n, { paymentId: `pay_${n}` })))
  const rows = await harness.pool.query('select 1 from ledger.customer where owner = $1', [`user:${account}`])
  expect(rows.rowCount).toBe(1)
})
