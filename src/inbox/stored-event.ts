import type { ClientBase, Pool } from 'pg'
import type { PaymentEvent } from '../domain/payment-event.ts'
import type { StoredEvent } from './inbox.ts'
import { query } from './query.ts'

interface Key {
  readonly endpoint: string
  readonly eventKey: string
}

const FIND = `
  select id::text, endpoint, event_key as "eventKey", workflow_id as "workflowId", state, event_hash as "eventHash"
  from inbox.event
  where (endpoint, event_key) in (select * from unnest($1::text[], $2::text[]))`

/** The events that bear these keys, as they are stored now. */
export async function findStored(
  pool: Pool | ClientBase,
  rows: readonly { readonly event: Key }[],
): Promise<(StoredEvent & Key)[]> {
  if (rows.length === 0) return []
  const endpoints = rows.map(({ event }) => event.endpoint)
  const keys = rows.map(({ event }) => event.eventKey)
  const found = await pool.query<StoredEvent & Key>(FIND, [endpoints, keys])
  return found.rows
}

/** A delivery as it came in; `raw` is null once it is erased. */
export interface StoredDelivery {
  readonly raw: Buffer | null
  readonly bodySha256: string
  readonly headers: Readonly<Record<string, string>>
  /** As it was translated then. */
  readonly event: PaymentEvent
}

/** What a stored event was translated from, to translate it again. Undefined when there is no such event. */
export async function readDelivery(pool: Pool, eventId: string): Promise<StoredDelivery | undefined> {
  const [row] = await query<StoredDelivery & Record<string, unknown>>(
    pool,
    'select raw, body_sha256 as "bodySha256", headers, event from inbox.event where id = $1',
    [eventId],
  )
  return row
}
