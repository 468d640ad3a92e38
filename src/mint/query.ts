import type { Pool } from 'pg'
import type { z } from 'zod'
import { asMintFailure, isCollision } from './sql-failures.ts'

/** One statement, prepared once per connection under its name. */
interface Statement {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

const ATTEMPTS = 3

/**
 * Runs one statement and reads its rows; repeats it when it met another and lost.
 * @throws FulfilmentError MINT_UNAVAILABLE (retryable), or what the statement refused
 */
export async function rowsOf<T>(pool: Pool, row: z.ZodType<T>, statement: Statement): Promise<T[]> {
  const rows = await attempt(pool, statement, ATTEMPTS)
  return rows.map((found) => row.parse(found))
}

/** For a statement whose rows nobody needs. */
export async function run(pool: Pool, statement: Statement): Promise<void> {
  await attempt(pool, statement, ATTEMPTS)
}

async function attempt(pool: Pool, statement: Statement, left: number): Promise<unknown[]> {
  const { name, text, values } = statement
  try {
    const { rows } = await pool.query<Record<string, unknown>>({
      name: `mint-${name}`,
      text,
      values: [...values],
    })
    return rows
  } catch (error) {
    if (left > 1 && isCollision(error)) return attempt(pool, statement, left - 1)
    throw asMintFailure(error)
  }
}
