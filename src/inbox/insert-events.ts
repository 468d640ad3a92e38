import type { ClientBase, Pool } from 'pg'
import type { Accepted, NewEvent, StoredEvent } from './inbox.ts'
import { newEventRow, stateOf } from './new-event-row.ts'
import { retryingConflicts } from './query.ts'
import { findStored } from './stored-event.ts'

// One statement is one transaction: an event is there with its contact or not at all. Rows are inserted in the order
// given, which is sorted by key: two batches that share keys then wait for each other instead of deadlocking.
const INSERT = `
  with incoming as (
    select * from json_to_recordset($1::json) as t(
      endpoint text, account text, provider text, event_key text, provider_type text, type text, payment_id text,
      order_reference text, headers jsonb, raw text, body_sha256 text, event_hash text, event jsonb, plan jsonb,
      livemode boolean, secret_id text, workflow_id text, source text, state text, subjects text[],
      received_at timestamptz, contact text)
  ), inserted as (
    insert into inbox.event (
      endpoint, account, provider, event_key, provider_type, type, payment_id, order_reference, headers, raw,
      body_sha256, event_hash, event, plan, livemode, secret_id, workflow_id, source, state, subjects, received_at,
      processed_at)
    select endpoint, account, provider, event_key, provider_type, type, payment_id, order_reference, headers,
           decode(raw, 'base64'), body_sha256, event_hash, event, plan, livemode, secret_id, workflow_id, source, state,
           subjects, received_at, case when state <> 'received' then now() end
    from incoming
    on conflict (endpoint, event_key) do nothing
    returning id, endpoint, event_key
  ), contacts as (
    insert into inbox.contact (event_id, ciphertext)
    select inserted.id, decode(incoming.contact, 'base64')
    from inserted join incoming using (endpoint, event_key) where incoming.contact is not null
  )
  select id::text, endpoint, event_key as "eventKey" from inserted`

interface Inserted {
  readonly id: string
  readonly endpoint: string
  readonly eventKey: string
}

/** Rounds in which a conflicting row may vanish before it is found. */
const MAX_ROUNDS = 5

/**
 * Inserts a batch in one transaction and says for each row what became of it. Of rows with one key the first counts;
 * the others find it there, as if they had come later.
 * @throws DatabaseError as Postgres raised it; nothing of the batch is then stored
 */
export async function insertEvents(pool: Pool | ClientBase, rows: readonly NewEvent[]): Promise<Accepted[]> {
  const firstByKey = new Map<string, number>()
  for (const [index, { event }] of rows.entries())
    if (!firstByKey.has(keyOf(event))) firstByKey.set(keyOf(event), index)
  const batch = [...firstByKey].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, index]) => rows[index] ?? [])
  const known = await insertOrFind(pool, batch)
  return rows.map(({ event }, index) => {
    const found = known.get(keyOf(event))
    if (found === undefined) throw new Error('an inserted event was neither returned nor found')
    return found.isNew && firstByKey.get(keyOf(event)) === index
      ? { type: 'accepted', id: found.stored.id }
      : { type: 'exists', stored: found.stored }
  })
}

interface Known {
  readonly isNew: boolean
  readonly stored: StoredEvent
}

async function insertOrFind(
  pool: Pool | ClientBase,
  batch: readonly NewEvent[],
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  let missing = batch
  for (let round = 0; missing.length > 0 && round < MAX_ROUNDS; round++) {
    const rows = missing
    for (const [key, entry] of await retryingConflicts(() => insertOnce(pool, rows))) known.set(key, entry)
    // A row that was in the way and is gone by now is inserted in the next round.
    missing = missing.filter((row) => !known.has(keyOf(row.event)))
  }
  return known
}

async function insertOnce(pool: Pool | ClientBase, batch: readonly NewEvent[]): Promise<[string, Known][]> {
  const { rows } = await pool.query<Inserted>(INSERT, [JSON.stringify(batch.map(newEventRow))])
  const idByKey = new Map(rows.map((row) => [keyOf(row), row.id]))
  const inserted = batch.flatMap((row): [string, Known][] => {
    const id = idByKey.get(keyOf(row.event))
    return id === undefined ? [] : [[keyOf(row.event), { isNew: true, stored: storedOf(row, id) }]]
  })
  const conflicting = batch.filter((row) => !idByKey.has(keyOf(row.event)))
  // A second statement, because the first one's snapshot may be older than the row it ran into.
  const found = await findStored(pool, conflicting)
  return [
    ...inserted,
    ...found.map(({ endpoint, eventKey, ...stored }): [string, Known] => [
      keyOf({ endpoint, eventKey }),
      { isNew: false, stored },
    ]),
  ]
}

function storedOf({ workflowId, plan, eventHash }: NewEvent, id: string): StoredEvent {
  return { id, workflowId, state: stateOf(plan), eventHash }
}

// Neither part can hold a NUL: Postgres would not take it.
function keyOf({ endpoint, eventKey }: { readonly endpoint: string; readonly eventKey: string }): string {
  return `${endpoint}\0${eventKey}`
}
