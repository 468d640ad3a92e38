import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimAnswer, storeAnswer } from '../../src/constraints/answers.ts'
import type { Fact } from '../../src/domain/fact.ts'
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts'
import { credit, refund, statement } from '../ledger/statements.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const API = 'https://api.example/may-buy'
const WALLET = `0x${'ab'.repeat(20)}`
const OTHER = `0x${'cd'.repeat(20)}`

let database: TestDatabase
let pool: pg.Pool
let ledger: Ledger
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 4 })
  pool.on('error', () => undefined)
  ledger = createLedger(pool)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

/** `answered`: it was asked already, and what was said still holds. */
const ask = async (userAddress: string): Promise<'asked' | 'answered'> => {
  const claim = await claimAnswer(pool, { apiUrl: API, userAddress }, 60)
  if (claim.type !== 'leased') return 'answered'
  await storeAnswer(pool, claim, true, 60)
  return 'asked'
}

const state = (
  account: string,
  n: number,
  fact: Fact,
  wallet: string,
  source: 'wallet' | 'amend' = 'wallet',
) =>
  ledger.stateFact(
    statement(account, n, fact, {
      grants: [{ product: 'course' }],
      owner: { owner: `wallet:${wallet}`, source },
    }),
    { finish: true },
  )

test('when the access of a wallet changes, what was said of it is asked anew; of others it holds', async () => {
  const account = randomUUID()
  await ask(WALLET)
  await ask(OTHER)
  await state(account, 1, credit(), WALLET)
  expect(await ledger.access(`wallet:${WALLET}`)).toHaveLength(1)
  expect([await ask(WALLET), await ask(OTHER)]).toEqual(['asked', 'answered'])

  await state(account, 1, credit(), WALLET)
  expect(await ask(WALLET)).toBe('answered')

  await state(account, 2, refund('1000'), WALLET)
  expect(await ledger.access(`wallet:${WALLET}`)).toEqual([])
  expect([await ask(WALLET), await ask(OTHER)]).toEqual(['asked', 'answered'])
})

test('access that passes to another wallet is news of both', async () => {
  const account = randomUUID()
  await state(account, 1, credit(), WALLET)
  await ask(WALLET)
  await ask(OTHER)
  await state(account, 1, credit(), OTHER, 'amend')
  expect([await ask(WALLET), await ask(OTHER)]).toEqual(['asked', 'asked'])
})
