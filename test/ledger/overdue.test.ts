import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MoneyFact, Statement } from '../../src/domain/fact.ts'
import { claimOverdue } from '../../src/ledger/claim-overdue.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, minute, statement, word } from './statements.ts'

const HOUR_MS = 3_600_000

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger(4)
})

afterAll(() => harness.close())

beforeEach(async () => {
  account = newAccount()
  await harness.pool.query("update ledger.payment set settlement_word = 'confirm'")
})

/** Money that came in that minute of long ago. */
const state = async (
  paymentId: string,
  n: number,
  fact: Partial<MoneyFact> = { state: 'pending' },
  more: Partial<Statement> = {},
) => {
  const eventKey = `${paymentId}-${n}`
  await harness.ledger.stateFact(statement(account, n, credit(fact), { paymentId, eventKey, ...more }), {
    finish: true,
  })
}

/** As if we had heard of all of it two hours ago. */
const heardLongAgo = () =>
  harness.pool.query("update ledger.payment_fact set stated_at = now() - interval '2 hours'")

const claim = async (limit = 10, leaseMs = HOUR_MS) => {
  const claimed = await claimOverdue(harness.pool, { limit, olderThanMs: HOUR_MS, leaseMs })
  return claimed.map(({ paymentId }) => paymentId).sort()
}

test('the oldest pending money is claimed first, and none twice within a lease, whoever claims', async () => {
  for (const [n, paymentId] of ['c', 'a', 'd', 'b'].entries()) await state(paymentId, n)
  await heardLongAgo()
  expect(await claim(2)).toEqual(['a', 'c'])
  const [one, other] = await Promise.all([claim(1), claim(1)])
  expect([...one, ...other].sort()).toEqual(['b', 'd'])
  expect(await claim()).toEqual([])
})

test('when leases have ended, what nobody has claimed yet comes first, then the oldest claim', async () => {
  await state('first', 1)
  await state('second', 2)
  await heardLongAgo()
  await claim(1)
  await claim(1)
  await state('young', 9)
  await heardLongAgo()
  expect(await claim(1, 0)).toEqual(['young'])
  expect(await claim(1, 0)).toEqual(['first'])
  expect(await claim(1, 0)).toEqual(['second'])
})

test('money that is settled, gone, or of which an operator or nobody long ago said a word is not claimed', async () => {
  await state('confirmed', 1, { state: 'confirmed' })
  await state('gone', 1)
  await state('gone', 2, { state: 'gone' })
  await state('worded', 1)
  const said = statement(account, 3, word('reverse'), { paymentId: 'worded', eventKey: 'worded-3' })
  await harness.ledger.stateFact(said, { finish: true })
  await heardLongAgo()
  await state('heard just now', 1)
  await state('of just now', 1, { state: 'pending' }, { at: new Date().toISOString() })
  expect(await claim()).toEqual([])
})

test('a claim tells since when the money is known, and which names its row has taken in', async () => {
  await state('older', 1, { state: 'pending' })
  await state('younger', 2, { state: 'pending' })
  await state('younger', 3, { state: 'pending' }, { refs: ['older'] })
  await heardLongAgo()
  const [claimed, ...more] = await claimOverdue(harness.pool, { limit: 9, olderThanMs: 0, leaseMs: 0 })
  expect(more).toEqual([])
  expect(claimed).toMatchObject({ account, paymentId: 'older', formerIds: ['younger'] })
  // Later than its date: we heard of it two hours ago.
  expect(Math.abs(Date.now() - Date.parse(claimed?.since ?? '') - 2 * HOUR_MS)).toBeLessThan(60_000)
  expect(Date.parse(claimed?.newestAt ?? '')).toBeGreaterThan(Date.parse(minute(3)))
})

test('among many settled payments the pending ones are found by their index', async () => {
  await state('pending', 1)
  await harness.pool.query(
    `insert into ledger.payment (account, payment_id, money, paid_at)
     select $1, 'settled-' || n, 'confirmed', now() - interval '1 day' from generate_series(1, 5000) n`,
    [account],
  )
  await harness.pool.query('analyze ledger.payment')
  const { rows } = await harness.pool.query<{ 'QUERY PLAN': string }>(
    `explain select id from ledger.payment
     where money = 'pending' and settlement_word is null and paid_at < now()
     order by settlement_asked_at nulls first, paid_at limit 50 for update skip locked`,
  )
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/(?:using|on) payment_pending/)
})
