import type { Pool } from 'pg'
import { query } from './query.ts'

// What is under way keeps its body: a person may have to look at it.
const OF_EVENTS = `
  with old as (
    select id from inbox.event
    where raw is not null and received_at < $1 and state not in ('received', 'parked')
    order by received_at limit $2 for update skip locked
  )
  update inbox.event set raw = null, headers = '{}', dropped_at = now() from old where event.id = old.id returning 1`

const OF_QUARANTINE = `
  with old as (
    select id from inbox.quarantine where raw is not null and received_at < $1
    order by id limit $2 for update skip locked
  )
  update inbox.quarantine set raw = null, headers = '{}', dropped_at = now() from old where quarantine.id = old.id returning 1`

/** Drops bodies and headers of what was received before, at most so many of events and of quarantine; resolves with how many. */
export async function dropBodies(pool: Pool, receivedBefore: Date, most: number): Promise<number> {
  const events = await query(pool, OF_EVENTS, [receivedBefore, most])
  const quarantined = await query(pool, OF_QUARANTINE, [receivedBefore, most])
  return events.length + quarantined.length
}
