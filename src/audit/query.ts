import type { Pool } from 'pg'
import type { z } from 'zod'
import { FulfilmentError } from '../domain/errors.ts'

/** @throws FulfilmentError AUDIT_UNAVAILABLE (retryable): whatever the database complains of */
export async function rowsOf<T>(
  pool: Pool,
  row: z.ZodType<T>,
  text: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  try {
    const { rows } = await pool.query<Record<string, unknown>>(text, [...values])
    return rows.map((found) => row.parse(found))
  } catch (cause) {
    const state = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no SQLSTATE'
    const message = `the audit does not answer (${state}): nothing is changed that cannot be audited`
    throw new FulfilmentError({ code: 'AUDIT_UNAVAILABLE', retryable: true, message, cause })
  }
}
