import type { Pool } from 'pg'
import type { z } from 'zod'
import { FulfilmentError } from '../domain/errors.ts'

const ATTEMPTS = 3

/** Rolled back in favour of another transaction, which is gone: the same statement may succeed at once. */
const COLLISIONS: readonly string[] = ['40001', '40P01']

/**
 * Runs one statement and reads its rows.
 * @throws FulfilmentError CONSTRAINTS_UNAVAILABLE (retryable): whatever the database complains of
 */
export async function rowsOf<T>(
  pool: Pool,
  row: z.ZodType<T>,
  text: string,
  values: readonly unknown[],
): Promise<T[]> {
  const rows = await attempt(pool, text, values, ATTEMPTS)
  return rows.map((found) => row.parse(found))
}

async function attempt(
  pool: Pool,
  text: string,
  values: readonly unknown[],
  left: number,
): Promise<unknown[]> {
  try {
    const { rows } = await pool.query<Record<string, unknown>>(text, [...values])
    return rows
  } catch (cause) {
    const state = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no SQLSTATE'
    if (left > 1 && COLLISIONS.includes(state)) return attempt(pool, text, values, left - 1)
    const message = `the cache of constraints does not answer (${state})`
    throw new FulfilmentError({ code: 'CONSTRAINTS_UNAVAILABLE', retryable: true, message, cause })
  }
}
