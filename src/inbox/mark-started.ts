import type { Pool } from 'pg'
import { query } from './query.ts'

/** Notes that Temporal has these workflows; that it had them already counts too. */
export async function markStarted(pool: Pool, eventIds: readonly string[]): Promise<void> {
  await query(
    pool,
    'update inbox.event set started_at = now() where id = any($1::bigint[]) and started_at is null',
    [eventIds],
  )
}

/** Notes that Temporal has this workflow again, so that it is left alone for a while. */
export async function markRestarted(pool: Pool, eventId: string): Promise<void> {
  await query(pool, 'update inbox.event set started_at = now() where id = $1', [eventId])
}

/** Notes why a workflow could not be started, for whoever looks at the event. */
export async function noteStartFailure(pool: Pool, eventId: string, reason: string): Promise<void> {
  await query(pool, 'update inbox.event set last_error = $2 where id = $1', [eventId, reason])
}
