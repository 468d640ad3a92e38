import type { Pool } from 'pg'
import type { Amendment } from '../domain/amendment.ts'
import type { ClaimOptions } from './claim-unstarted.ts'
import type { UnstartedEvent } from './inbox.ts'
import { query } from './query.ts'

/** An event whose workflow was started long ago and has neither finished it nor said that it waits for ever. */
export interface UnfinishedEvent extends UnstartedEvent {
  readonly amendment: Amendment
  /** How often it was replayed. */
  readonly replays: number
}

const CLAIM = `
  update inbox.event
  set claimed_until = now() + $3 * interval '1 millisecond'
  where id in (
    select id from inbox.event
    where state in ('received', 'parked') and started_at < now() - $2 * interval '1 millisecond'
      and (claimed_until is null or claimed_until < now())
      and endpoint not in (select slug from inbox.endpoint where paused_at is not null)
    order by received_at
    limit $1
    for update skip locked)
  returning id::text, event, plan, workflow_id as "workflowId", amendment, replays`

/**
 * Claims events to ask Temporal about, the oldest first; the lease also keeps a round from seeing one twice. Those of a paused
 * endpoint wait.
 */
export async function claimUnfinished(
  pool: Pool,
  { limit, olderThanMs, leaseMs }: ClaimOptions,
): Promise<UnfinishedEvent[]> {
  return query<UnfinishedEvent & Record<string, unknown>>(pool, CLAIM, [limit, olderThanMs, leaseMs])
}

/** Whether an event still waits for its workflow: it may have finished since it was claimed, or be planned anew. */
export async function isUnfinished(
  pool: Pool,
  { id, replays }: Pick<UnfinishedEvent, 'id' | 'replays'>,
): Promise<boolean> {
  const rows = await query(
    pool,
    "select from inbox.event where id = $1 and replays = $2 and state in ('received', 'parked')",
    [id, replays],
  )
  return rows.length === 1
}
