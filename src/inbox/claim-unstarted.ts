import type { Pool } from 'pg'
import type { UnstartedEvent } from './inbox.ts'
import { query } from './query.ts'

// Young rows are the relay's own. The lease is committed with the claim: no lock is held during a call to Temporal.
const CLAIM = `
  with claimed as (
    update inbox.event
    set claimed_until = now() + $3 * interval '1 millisecond'
    where id in (
      select id from inbox.event
      where state = 'received' and started_at is null
        and received_at < now() - $2 * interval '1 millisecond'
        and (claimed_until is null or claimed_until < now())
        and endpoint not in (select slug from inbox.endpoint where paused_at is not null)
      order by received_at
      limit $1
      for update skip locked)
    returning id, event, plan, workflow_id, received_at
  )
  select id::text, event, plan, workflow_id as "workflowId" from claimed order by received_at, id`

export interface ClaimOptions {
  readonly limit: number
  /** Rows received within this time are left to whoever took them in. */
  readonly olderThanMs: number
  /** How long nobody else may claim them. */
  readonly leaseMs: number
}

/** Claims events whose workflow nobody has started, the oldest first; not those of an endpoint that is paused. */
export async function claimUnstarted(
  pool: Pool,
  { limit, olderThanMs, leaseMs }: ClaimOptions,
): Promise<UnstartedEvent[]> {
  return query<UnstartedEvent & Record<string, unknown>>(pool, CLAIM, [limit, olderThanMs, leaseMs])
}
