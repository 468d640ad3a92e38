import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harness, openLedger } from './ledger-harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await openLedger(1)
})

afterAll(() => harness.close())

test('access is read by owner, in UTC, open-ended or not', async () => {
  await harness.pool.query(
    `insert into ledger.access (owner, product, starts_at, ends_at, source) values
       ('user:1', 'pro', '2026-01-01T01:00:00+01', '2026-02-01T00:00:00Z', 'payment:shop:pay'),
       ('user:1', 'book', '2026-01-01T00:00:00.5Z', null, 'payment:shop:pay'),
       ('user:2', 'pro', '2026-01-01T00:00:00Z', null, 'payment:shop:other')`,
  )
  expect(await harness.ledger.access('user:1')).toEqual([
    { product: 'book', from: '2026-01-01T00:00:00.500Z', until: null, source: 'payment:shop:pay' },
    {
      product: 'pro',
      from: '2026-01-01T00:00:00.000Z',
      until: '2026-02-01T00:00:00.000Z',
      source: 'payment:shop:pay',
    },
  ])
})

test('an owner nobody has heard of has no balances and no access', async () => {
  expect(await harness.ledger.access('user:nobody')).toEqual([])
  expect(await harness.ledger.balances('user:nobody')).toEqual({
    owner: 'user:nobody',
    balances: [],
    restricted: false,
  })
})
