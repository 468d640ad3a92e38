import type { Pool } from 'pg'
import type { NewEvent } from './inbox.ts'
import { query } from './query.ts'

export interface Contradiction {
  /** The event that was there first. */
  readonly eventId: string
  readonly delivery: NewEvent
  /** What differs, in one sentence. */
  readonly reason: string
}

// The same contradiction sent again is one row that counts. Of an event that was erased meanwhile no body is kept: `for
// share` waits for an erasure that is just at it.
const QUARANTINE = `
  insert into inbox.quarantine (
    event_id, endpoint, event_key, reason, headers, raw, body_sha256, event_hash, event, secret_id, received_at, subjects,
    erased_at)
  select id, $2, $3, $4, case when erased_at is null then $5::jsonb else '{}' end,
         case when erased_at is null then $6::bytea end, $7, $8, $9::jsonb, $10,
         $11::timestamptz, $12::text[], erased_at
  from inbox.event where id = $1 for share
  on conflict (event_id, event_hash) do update set deliveries = quarantine.deliveries + 1
  returning id::text`

/** Keeps a delivery whole that contradicts the event stored under its key. Resolves with its own id. */
export async function quarantineDelivery(
  pool: Pool,
  { eventId, delivery, reason }: Contradiction,
): Promise<string> {
  const { event, headers, raw, bodySha256, eventHash, secretId } = delivery
  const [row] = await query<{ id: string }>(pool, QUARANTINE, [
    eventId,
    event.endpoint,
    event.eventKey,
    reason,
    JSON.stringify(headers),
    raw,
    bodySha256,
    eventHash,
    JSON.stringify(event),
    secretId,
    event.receivedAt,
    delivery.subjects,
  ])
  if (row === undefined) throw new Error('an upsert returned no row')
  return row.id
}
