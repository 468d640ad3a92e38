import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, statement } from './statements.ts'

let harness: Harness

beforeAll(async () => {
  harness = await openLedger(4)
})

afterAll(() => harness.close())

const UNAVAILABLE = { name: 'FulfilmentError', code: 'LEDGER_UNAVAILABLE', retryable: true }

/** Runs `work` while another session is in the middle of `held`. */
async function whileHolding<T>(
  held: string,
  values: unknown[],
  work: (other: pg.Client) => Promise<T>,
): Promise<T> {
  const other = new pg.Client({ connectionString: harness.url })
  await other.connect()
  try {
    await other.query('begin')
    await other.query(held, values)
    return await work(other)
  } finally {
    await other.end()
  }
}

test('error: a payment that somebody else holds too long is retryable, and nothing is applied', async () => {
  const account = newAccount()
  await harness.ledger.stateFact(statement(account, 1, credit()), { finish: true })
  const refund = statement(account, 2, { type: 'refund_target', amount: '5', asset: 'USD' })
  const lock = 'select 1 from ledger.payment where account = $1 for update'
  await whileHolding(lock, [account], async () => {
    const startedAt = Date.now()
    const stated = harness.ledger.stateFact(refund, { finish: true, timeoutMs: 800 })
    await expect(stated).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('55P03') })
    expect(Date.now() - startedAt).toBeLessThan(800)
  })
  expect(await harness.ledger.stateFact(refund, { finish: true, timeoutMs: 800 })).toMatchObject({
    transferId: expect.any(String),
  })
})

test('a short lock time of one call does not stay with the connection', async () => {
  await harness.ledger.stateFact(statement(newAccount(), 1, credit()), { finish: true, timeoutMs: 501 })
  const { rows } = await harness.pool.query('show lock_timeout')
  expect(rows).toEqual([{ lock_timeout: '0' }])
})

test('error: a server that does not answer in time is retryable; if it did the work after all, that counts once', async () => {
  const account = newAccount()
  await harness.pool.query(`create function public.dawdle() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.6); return new; end $$`)
  await harness.pool.query(
    'create trigger dawdle before insert on ledger.deposit execute function public.dawdle()',
  )
  const deposit = statement(account, 1, credit(), { deposit: {} })
  const slow = harness.ledger.stateFact(deposit, { finish: true, timeoutMs: 300 })
  await expect(slow).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('timeout') })
  await harness.pool.query('drop trigger dawdle on ledger.deposit')
  expect(await harness.ledger.stateFact(deposit, { finish: true })).toMatchObject({ orderStatus: 'paid' })
  expect((await harness.ledger.payment(account, 'pay'))?.postings).toHaveLength(1)
})

test('error: a database that is not there is retryable, and the message names no host', async () => {
  const pool = new pg.Pool({ connectionString: 'postgresql://nobody:secret@127.0.0.1:1/none' })
  const failure = await createLedger(pool)
    .balances('user:1')
    .catch((error: unknown) => error)
  expect(failure).toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('ECONNREFUSED') })
  expect(String(failure)).not.toMatch(/secret|127\.0\.0\.1/)
  await pool.end()
})

test('error: a connection that is cut in the middle is retryable', async () => {
  const account = newAccount()
  await harness.ledger.stateFact(statement(account, 1, credit()), { finish: true })
  const pool = new pg.Pool({ connectionString: harness.url, max: 1, application_name: account })
  pool.on('error', () => undefined)
  await whileHolding('select 1 from ledger.payment where account = $1 for update', [account], async () => {
    const cut = createLedger(pool).stateFact(statement(account, 2, { type: 'link' }), { finish: true })
    const failed = expect(cut).rejects.toMatchObject(UNAVAILABLE)
    await expect
      .poll(async () => {
        const { rowCount } = await harness.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`,
          [account],
        )
        return rowCount
      })
      .toBe(1)
    await failed
  })
  await pool.end()
})

test('a payment that is joined with another while a call waits for it is stated again, unseen by the caller', async () => {
  const account = newAccount()
  const state = (n: number, fact: Fact, more: Partial<Statement>) =>
    harness.ledger.stateFact(statement(account, n, fact, more), { finish: true })
  await state(1, credit(), { paymentId: 'older' })
  await state(2, credit(), { paymentId: 'younger', refs: ['alias'] })
  const link = statement(account, 3, { type: 'link' }, { paymentId: 'older', refs: ['younger'] })
  let waiting = Promise.resolve<unknown>(undefined)
  await whileHolding('select ledger.state_fact($1)', [JSON.stringify(link)], async (other) => {
    waiting = state(4, { type: 'refund_target', amount: '100', asset: 'USD' }, { paymentId: 'alias' })
    await expect.poll(() => waitingForLocks()).toBe(1)
    await other.query('commit')
  })
  expect(await waiting).toMatchObject({ paymentId: 'older', orderStatus: 'partially_refunded' })
  expect(await harness.ledger.drift()).toEqual([])
})

async function waitingForLocks(): Promise<number> {
  const { rows } = await harness.pool.query<{ n: number }>(
    `select count(*)::integer as n from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows[0]?.n ?? 0
}

test.each([
  ['a time that is none', { at: 'yesterday-ish' }],
  ['a time before all calendars', { at: '0000-12-31T19:00:00.000Z' }],
  ['a character no text takes', { orderReference: 'a\u0000b' }],
])('error: %s is for a person to see, never retried, never quoted', async (_, more: Partial<Statement>) => {
  const nonsense = harness.ledger.stateFact(statement(newAccount(), 1, credit(), more), { finish: true })
  await expect(nonsense).rejects.toMatchObject({
    code: 'INVALID_PAYLOAD',
    retryable: false,
    message: expect.not.stringMatching(/yesterday|0000-12/),
  })
})

test('what is neither an outage nor anybody’s doing stays as it is: a bug', async () => {
  const nobodys = statement(newAccount(), 1, credit(), { account: null as never })
  await expect(harness.ledger.stateFact(nobodys, { finish: true })).rejects.not.toHaveProperty('retryable')
})
