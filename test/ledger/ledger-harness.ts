import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect } from 'vitest'
import { FulfilmentError } from '../../src/domain/errors.ts'
import type { Statement } from '../../src/domain/fact.ts'
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts'
import { createTestDatabase } from '../support/database.ts'
import { actualBooks, expectedBooks, type Registered } from './oracle.ts'
import type { ToldPayment } from './problems.ts'

export interface Harness {
  readonly url: string
  readonly pool: pg.Pool
  readonly ledger: Ledger
  readonly close: () => Promise<void>
}

/** A ledger in a database of its own, on as many connections as given. */
export async function openLedger(connections = 6): Promise<Harness> {
  const database = await createTestDatabase()
  const pool = new pg.Pool({ connectionString: database.url, max: connections })
  // Connections are killed on purpose; what was running on them fails by itself.
  pool.on('error', () => undefined)
  const close = async () => {
    await pool.end()
    await database.drop()
  }
  return { url: database.url, pool, ledger: createLedger(pool), close }
}

export const newAccount = (): string => `shop-${randomUUID().slice(0, 8)}`

/** States it as a workflow would: again, until it is said to be done or refused for good. */
export const stateUntilDone = (ledger: Ledger, statement: Statement): Promise<void> =>
  untilDone(() => ledger.stateFact(statement, { finish: true }))

export async function untilDone(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof FulfilmentError && error.retryable)) throw error
    await untilDone(work)
  }
}

/** Every balance, order and problem of the account is what the oracle says. */
export async function expectBooks(
  { pool }: Harness,
  account: string,
  payments: readonly ToldPayment[],
  orders: Registered,
): Promise<void> {
  expect(await actualBooks(pool, account)).toEqual(expectedBooks(payments, orders))
}

/** Does the work while up to `most` connections are killed under it, whatever they are doing. Resolves with how many. */
export async function whileKilling(
  { url }: Harness,
  most: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const killer = new pg.Client({ connectionString: url })
  await killer.connect()
  let killed = 0
  let isOver = false
  const killing = (async () => {
    while (!isOver && killed < most) {
      const { rowCount } = await killer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and state = 'active'
         order by random() limit 1`,
      )
      killed += rowCount ?? 0
      await new Promise((done) => setTimeout(done, 5))
    }
  })()
  await work().finally(() => {
    isOver = true
  })
  await killing
  await killer.end()
  return killed
}
