import type { Pool } from 'pg'
import { FulfilmentError } from '../domain/errors.ts'
import { query } from './query.ts'

const DURABLE = ['on', 'remote_apply']

/**
 * An answer promises that the event is stored: a server that acknowledges commits before they are on disk breaks it.
 * @throws FulfilmentError CONFIG_INVALID, INBOX_UNAVAILABLE (retryable)
 */
export async function checkDurability(pool: Pool): Promise<void> {
  const [row] = await query<{ setting: string }>(
    pool,
    "select current_setting('synchronous_commit') as setting",
    [],
  )
  if (row !== undefined && DURABLE.includes(row.setting)) return
  throw new FulfilmentError({
    code: 'CONFIG_INVALID',
    retryable: false,
    message: `Postgres runs with synchronous_commit=${row?.setting}: acknowledged webhooks could be lost; set it to on`,
  })
}
