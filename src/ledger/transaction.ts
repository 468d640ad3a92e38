import type { Pool, PoolClient } from 'pg'
import { asLedgerFailure, isCollision } from './sql-failures.ts'

const ATTEMPTS = 3
/** Time for the answer to come back once the server has given up waiting for a lock. */
const ANSWER_MS = 500

/**
 * Does it in one transaction, or nothing of it; again when another one was in the way.
 * @throws FulfilmentError LEDGER_UNAVAILABLE (retryable), or what a statement refused
 */
export async function inTransaction<T>(
  pool: Pool,
  timeoutMs: number,
  work: (client: PoolClient) => Promise<T>,
  left = ATTEMPTS,
): Promise<T> {
  try {
    return await attempt(pool, timeoutMs, work)
  } catch (error) {
    if (left > 1 && isCollision(error)) return inTransaction(pool, timeoutMs, work, left - 1)
    throw asLedgerFailure(error)
  }
}

async function attempt<T>(
  pool: Pool,
  timeoutMs: number,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  let broken: Error | undefined
  const hear = (error: Error) => {
    broken = error
  }
  const client = await takeFrom(pool, hear)
  try {
    await client.query('begin')
    await client.query("select set_config('lock_timeout', $1, true)", [
      `${Math.max(1, timeoutMs - ANSWER_MS)}ms`,
    ])
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    // A connection that cannot even roll back is not to be used again.
    await client.query('rollback').catch(hear)
    throw error
  } finally {
    client.off('error', hear)
    client.release(broken)
  }
}

/**
 * A connection that breaks between two statements says so by its event alone; unheard, that would end the process. It is
 * listened to from the instant it is taken: a promise would come too late.
 */
function takeFrom(pool: Pool, hear: (error: Error) => void): Promise<PoolClient> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (client === undefined) {
        reject(error)
        return
      }
      client.on('error', hear)
      resolve(client)
    })
  })
}
