import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SubscriptionFact, SubscriptionStatement } from '../../src/domain/subscription-fact.ts'
import { type Harness, openLedger, untilDone, whileKilling } from './ledger-harness.ts'

const DAY = 86_400_000
const T0 = Date.UTC(2026, 0, 1)
const day = (n: number): string => new Date(T0 + n * DAY).toISOString()
const OPTIONS = { rules: { graceDays: 3, dunningDays: [0] }, now: T0, timeoutMs: 5_000 }

let harness: Harness
beforeAll(async () => {
  harness = await openLedger()
})
afterAll(() => harness.close())

let events = 0
const statementOf = (
  subscriptionId: string,
  n: number,
  fact: SubscriptionFact,
  more: Partial<SubscriptionStatement> = {},
): SubscriptionStatement => ({
  endpoint: 'stripe',
  eventKey: `evt_${++events}`,
  account: 'shop',
  subscriptionId,
  at: day(n),
  fact,
  products: ['pro'],
  owner: { owner: `user:${subscriptionId}`, source: 'user' },
  ...more,
})
const paid = (end: number): SubscriptionFact => ({ type: 'paid', days: 30, periodEnd: day(end) })
const state = (statement: SubscriptionStatement) => harness.ledger.subscriptions.state(statement, OPTIONS)
const newId = () => `sub_${randomUUID().slice(0, 8)}`

test('state and access are written together, by all facts there are', async () => {
  const id = newId()
  await state(statementOf(id, 31, paid(59)))
  await state(statementOf(id, 0, { type: 'started', days: 30, periodEnd: day(31) }))
  expect(await harness.ledger.access(`user:${id}`)).toEqual([
    { product: 'pro', from: day(0), until: day(62), source: `subscription:shop:${id}` },
  ])
  expect(await harness.ledger.subscriptions.read('shop', id)).toMatchObject({
    status: 'active',
    product: 'pro',
    owner: `user:${id}`,
    currentPeriodEnd: day(59),
  })
})

test('a better claim of its owner moves the access, and none is given while nobody is named', async () => {
  const id = newId()
  const { owner: _, ...unnamed } = statementOf(id, 0, paid(31))
  await state(unnamed)
  expect(await harness.ledger.access('suspense:shop')).toEqual([])
  await state(statementOf(id, 0, paid(31), { owner: { owner: `customer:shop:${id}`, source: 'customer' } }))
  expect(await harness.ledger.access(`customer:shop:${id}`)).toHaveLength(1)
  await state(statementOf(id, 0, paid(31)))
  expect(await harness.ledger.access(`customer:shop:${id}`)).toEqual([])
  expect(await harness.ledger.access(`user:${id}`)).toHaveLength(1)
})

test('who subscribes is a customer, since the event that named them first', async () => {
  const id = newId()
  const { owner: _, ...unnamed } = statementOf(id, 0, { type: 'started', days: 30 })
  await state(unnamed)
  const first = statementOf(id, 0, { type: 'renewed', days: 30 })
  await state(first)
  await state(statementOf(id, 31, paid(59)))
  expect(await harness.ledger.customer(`user:${id}`)).toMatchObject({
    account: 'shop',
    firstEvent: { endpoint: 'stripe', eventKey: first.eventKey },
    erasedAt: null,
  })
})

test('another product takes the place of the one before', async () => {
  const id = newId()
  await state(statementOf(id, 0, paid(31)))
  await state(statementOf(id, 10, { type: 'renewed', days: 30 }, { products: ['team', 'forum'] }))
  const products = (await harness.ledger.access(`user:${id}`)).map(({ product }) => product)
  expect(products).toEqual(['forum', 'team'])
})

test('an expiry that overtakes a renewal cuts nothing, whichever of them comes first', async () => {
  for (const order of [1, -1]) {
    const id = newId()
    const facts = [statementOf(id, 31, { type: 'expired' }), statementOf(id, 30.9, paid(59))]
    await state(statementOf(id, 0, paid(31)))
    for (const fact of order === 1 ? facts : facts.toReversed()) await state(fact)
    expect(await harness.ledger.access(`user:${id}`)).toMatchObject([{ until: day(62) }])
  }
})

test('killed anywhere, and stated by many at once, it comes out the same', async () => {
  const id = newId()
  const months = Array.from({ length: 12 }, (_, month) => statementOf(id, month * 30, paid(month * 30 + 30)))
  const again = [...months, ...months].toSorted((a, b) => a.eventKey.localeCompare(b.eventKey))
  const killed = await whileKilling(harness, 10, () =>
    Promise.all(again.map((statement) => untilDone(() => state(statement)))),
  )
  expect(killed).toBeGreaterThan(0)
  expect(await harness.ledger.access(`user:${id}`)).toEqual([
    { product: 'pro', from: day(0), until: day(363), source: `subscription:shop:${id}` },
  ])
})

test('a name that cannot stand in an id as it is is found by its parts', async () => {
  const id = `sub/${newId()}`
  await state(statementOf(id, 0, paid(31)))
  const { rows } = await harness.pool.query('select ledger.id_part($1) as part', [id])
  expect(await harness.ledger.subscriptions.find('shop', rows[0].part)).toEqual({
    account: 'shop',
    subscriptionId: id,
  })
})
