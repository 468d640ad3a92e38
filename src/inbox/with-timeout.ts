import type { ClientBase, Pool } from 'pg'

/** A search that is not narrow enough to be answered must not hold a connection for ever. */
const TIMEOUT_MS = 5_000

/** Reads in one transaction, each statement for a few seconds at most. */
export async function withTimeout<T>(pool: Pool, read: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query(`begin read only; set local statement_timeout = ${TIMEOUT_MS}`)
    return await read(client)
  } finally {
    await client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  }
}
