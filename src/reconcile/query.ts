import type { Pool, PoolClient } from 'pg'
import type { z } from 'zod'
import { FulfilmentError } from '../domain/errors.ts'

/** @throws FulfilmentError LEDGER_UNAVAILABLE (retryable): whatever the database complains of */
export async function rowsOf<T>(
  on: Pool | PoolClient,
  row: z.ZodType<T>,
  text: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  try {
    const { rows } = await on.query<Record<string, unknown>>(text, [...values])
    return rows.map((found) => row.parse(found))
  } catch (cause) {
    throw asUnavailable(cause)
  }
}

/** All that is read in it is of one moment. */
export async function inSnapshot<T>(pool: Pool, read: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((cause: unknown) => {
    throw asUnavailable(cause)
  })
  try {
    await client.query('begin isolation level repeatable read, read only')
    return await read(client)
  } finally {
    await client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  }
}

function asUnavailable(cause: unknown): FulfilmentError {
  const state = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no SQLSTATE'
  const message = `inbox and books cannot be compared (${state})`
  return new FulfilmentError({ code: 'LEDGER_UNAVAILABLE', retryable: true, message, cause })
}
