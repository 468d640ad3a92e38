import type { Pool, QueryResultRow } from 'pg'
import { FulfilmentError } from '../domain/errors.ts'

const MAX_TRIES = 5
const DEADLOCK = '40P01'
const SERIALISATION_FAILURE = '40001'

/**
 * Runs one statement; again when it lost a deadlock.
 * @throws FulfilmentError INVALID_PAYLOAD: a value cannot be stored; INBOX_UNAVAILABLE (retryable): whatever else the
 *   database complains of
 */
export async function query<Row extends QueryResultRow>(
  pool: Pool,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  try {
    const { rows } = await retryingConflicts(() => pool.query<Row>(text, [...values]))
    return rows
  } catch (cause) {
    throw isUnstorable(cause) ? unstorable(cause) : inboxUnavailable(cause)
  }
}

/** Tries again at once what Postgres rolled back in favour of somebody else. */
export async function retryingConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const state = sqlState(error)
      const passing = state === DEADLOCK || state === SERIALISATION_FAILURE
      if (!passing || tries >= MAX_TRIES) throw error
    }
  }
}

/** Class 22, data exception: the same again fails again. */
function isUnstorable(error: unknown): boolean {
  return /^22...$/.test(sqlState(error) ?? '')
}

// Postgres's own message quotes the value, which may be personal: it is not kept as a cause.
function unstorable(error: unknown): FulfilmentError {
  return new FulfilmentError({
    code: 'INVALID_PAYLOAD',
    retryable: false,
    message: `the inbox cannot hold one of these values (${sqlState(error)})`,
  })
}

export function inboxUnavailable(cause: unknown): FulfilmentError {
  return new FulfilmentError({
    code: 'INBOX_UNAVAILABLE',
    retryable: true,
    message: `the inbox does not answer (${sqlState(cause) ?? 'no SQLSTATE'})`,
    cause,
  })
}

/** SQLSTATE of a database error, or the code of a socket's. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
