import type { Pool } from 'pg'
import type { z } from 'zod'
import { asLedgerFailure, isCollision } from './sql-failures.ts'

/** One statement, prepared once per connection under its name. */
interface Call {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
  readonly timeoutMs?: number | undefined
}

const ATTEMPTS = 3

/**
 * Runs a statement and reads its rows. Two transactions that met (deadlock, a join meanwhile) are repeated at once.
 * @throws FulfilmentError LEDGER_UNAVAILABLE (retryable), or what the statement refused
 */
export async function rowsOf<T>(pool: Pool, row: z.ZodType<T>, call: Call): Promise<T[]> {
  const { rows } = await attempt(pool, call, ATTEMPTS)
  return rows.map((found) => row.parse(found))
}

/** The one value of a statement that selects `… as result`; null when there is none. */
export async function resultOf<T>(pool: Pool, result: z.ZodType<T>, call: Call): Promise<T | null> {
  const { rows } = await attempt(pool, call, ATTEMPTS)
  const found: unknown = rows[0]?.result
  return found === null || found === undefined ? null : result.parse(found)
}

async function attempt(pool: Pool, call: Call, left: number): Promise<{ rows: Record<string, unknown>[] }> {
  const { name, text, values, timeoutMs } = call
  try {
    const limit = timeoutMs === undefined ? {} : { query_timeout: timeoutMs }
    return await pool.query({ name, text, values: [...values], ...limit })
  } catch (error) {
    if (left > 1 && isCollision(error)) return attempt(pool, call, left - 1)
    throw asLedgerFailure(error)
  }
}
