import type { Pool } from 'pg'
import type { z } from 'zod'
import { FulfilmentError } from '../domain/errors.ts'

/** @throws FulfilmentError LEDGER_UNAVAILABLE (retryable): whatever the database complains of */
export async function rowsOf<T>(
  pool: Pool,
  row: z.ZodType<T>,
  text: string,
  values: readonly unknown[],
): Promise<T[]> {
  const { rows } = await pool.query<Record<string, unknown>>(text, [...values]).catch((cause: unknown) => {
    const state = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no SQLSTATE'
    const message = `evidence cannot be gathered (${state})`
    throw new FulfilmentError({ code: 'LEDGER_UNAVAILABLE', retryable: true, message, cause })
  })
  return rows.map((found) => row.parse(found))
}
