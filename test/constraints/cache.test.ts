import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimAnswer, storeAnswer } from '../../src/constraints/answers.ts'
import { invalidateWallet } from '../../src/constraints/invalidate.ts'
import { trimAnswers } from '../../src/constraints/trim-answers.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 8 })
  pool.on('error', () => undefined)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const API = 'https://api.example/'

const keep = async (userAddress: string, ttlSeconds = 60, apiUrl = API): Promise<void> => {
  const claim = await claimAnswer(pool, { apiUrl, userAddress }, ttlSeconds)
  if (claim.type !== 'leased') throw new Error(`${userAddress} is ${claim.type}`)
  await storeAnswer(pool, claim, true, ttlSeconds)
}

const kept = async (): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ user_address: string }>(
    'select user_address from constraints.answer order by user_address',
  )
  return rows.map(({ user_address }) => user_address)
}

const waitingForLocks = async (): Promise<number> => {
  const { rows } = await pool.query(
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  )
  return rows.length
}

test('of a hundred who want one answer, one gets the lease', async () => {
  const question = { apiUrl: API, userAddress: '0xfirst' }
  const claims = await Promise.all(Array.from({ length: 100 }, () => claimAnswer(pool, question, 60)))
  const leases = claims.flatMap((claim) => (claim.type === 'leased' ? [claim.lease] : []))
  expect(leases).toHaveLength(1)
  for (const claim of claims) if (claim.type === 'busy') expect(claim.lease).toBe(leases[0])
  await pool.query('delete from constraints.answer')
})

test('who wants an answer at the moment it is stored does not ask again', async () => {
  const question = { apiUrl: API, userAddress: '0xmoment' }
  const first = await claimAnswer(pool, question, 60)
  if (first.type !== 'leased') throw new Error(first.type)
  const storing = await pool.connect()
  await storing.query('begin')
  await storing.query(
    `update constraints.answer set allowed = true, answered_at = now(), expires_at = now() + interval '1 minute',
       lease = null, leased_until = null where key = $1`,
    [first.key],
  )
  const second = claimAnswer(pool, question, 60)
  await expect.poll(waitingForLocks, { timeout: 10_000 }).toBe(1)
  await storing.query('commit')
  storing.release()
  expect((await second).type).not.toBe('leased')
  expect(await claimAnswer(pool, question, 60)).toMatchObject({ type: 'answered', allowed: true })
  await pool.query('delete from constraints.answer')
})

test('our own change of a wallet takes back what every API said of it, and leaves a row', async () => {
  await keep('0xaa')
  await keep('0xaa', 60, 'https://other.example/')
  await keep('0xbb')
  expect(await invalidateWallet(pool, '0xAA')).toBe(2)
  expect(await kept()).toEqual(['0xbb'])
  expect(await invalidateWallet(pool, '0xAA')).toBe(0)
  const { rows } = await pool.query('select actor, peer, api, entries from constraints.invalidation')
  expect(rows).toEqual([{ actor: 'quittance', peer: null, api: null, entries: 2 }])
  await pool.query('delete from constraints.answer')
})

test('what has ended is deleted; what holds, and what is just being asked, stays', async () => {
  await keep('0xended')
  await pool.query('update constraints.answer set expires_at = now()')
  await keep('0xheld')
  await claimAnswer(pool, { apiUrl: API, userAddress: '0xasked' }, 60)
  await trimAnswers(pool)
  expect(await kept()).toEqual(['0xasked', '0xheld'])
  await pool.query('delete from constraints.answer')
})

test('that a wallet was forgotten is known as long as an answer is older', async () => {
  const forgotten = async () => (await pool.query('select 1 from constraints.forgotten')).rows.length
  await pool.query('delete from constraints.forgotten')
  await claimAnswer(pool, { apiUrl: API, userAddress: '0xasked' }, 60)
  await invalidateWallet(pool, '0xother')
  await pool.query(`insert into constraints.forgotten (user_address) values ('0xasked')`)
  await trimAnswers(pool)
  expect(await forgotten()).toBe(2)
  await pool.query(`update constraints.forgotten set at = now() - interval '2 hours'`)
  await trimAnswers(pool)
  expect(await forgotten()).toBe(1)
  await pool.query('delete from constraints.answer')
  await trimAnswers(pool)
  expect(await forgotten()).toBe(0)
})

test('the table is bounded: those that end first go first', async () => {
  await keep('0xshort', 10)
  await keep('0xlong', 100)
  await keep('0xmiddle', 50)
  await trimAnswers(pool, 2)
  expect(await kept()).toEqual(['0xlong', '0xmiddle'])
})
