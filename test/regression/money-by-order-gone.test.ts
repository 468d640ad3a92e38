import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harness, newAccount, openLedger } from '../ledger/ledger-harness.ts'
import { credit, statement } from '../ledger/statements.ts'

let harness: Harness
beforeAll(async () => {
  harness = await openLedger()
})
afterAll(() => harness.close())

test('money that was gone comes back as what it was: its order is not registered with another amount meanwhile', async () => {
  const account = newAccount()
  const register = (amount: string) =>
    harness.ledger.registerOrder({ account, reference: 'o1', amount, asset: 'USD' })
  const { amount: _amount, asset: _asset, ...rest } = credit()
  const state = (n: number, state: 'pending' | 'gone', block?: string) =>
    harness.ledger.stateFact(
      statement(
        account,
        n,
        { ...rest, asset: 'USD', state, ...(block === undefined ? {} : { block }) },
        { orderReference: 'o1' },
      ),
      { finish: false },
    )
  await register('100')
  await state(1, 'pending', 'a')
  expect(await harness.ledger.settlement(account, 'pay')).toMatchObject({ paid: '100' })
  await state(2, 'gone')
  await expect(register('500')).rejects.toMatchObject({ code: 'ORDER_ALREADY_PAID' })
  await state(3, 'pending', 'b')
  expect(await harness.ledger.settlement(account, 'pay')).toMatchObject({ paid: '100' })
})

test('money that was gone before it had a figure keeps no order from being registered', async () => {
  const account = newAccount()
  const { amount: _, ...rest } = credit()
  const gone = statement(account, 1, { ...rest, asset: 'EUR', state: 'gone' }, { orderReference: 'o1' })
  await harness.ledger.stateFact(gone, { finish: false })
  const order = await harness.ledger.registerOrder({ account, reference: 'o1', amount: '100', asset: 'USD' })
  expect(order).toMatchObject({ reference: 'o1', amount: '100', asset: 'USD' })
})
