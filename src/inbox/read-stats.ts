import type { Pool } from 'pg'
import { type StateCount, type Stats, statsOf } from '../domain/stats.ts'
import { query } from './query.ts'

// Refusals are few: their table keeps the newest only. What strangers call an endpoint is no endpoint.
const COUNT = `
  select endpoint, state, count(*)::int as events, sum(deliveries - 1)::int as duplicates
  from inbox.event where received_at >= $1 and received_at < $2 group by endpoint, state
  union all
  select endpoint, 'quarantined', count(*)::int, sum(deliveries - 1)::int
  from inbox.quarantine where received_at >= $1 and received_at < $2 and released_at is null and dismissed_at is null group by endpoint
  union all
  select case when reason <> 'unknown_endpoint' then endpoint end as known, 'refused', count(*)::int, 0
  from inbox.refusal where at >= $1 and at < $2 group by known`

/**
 * What became of the events that came from a time on, up to another that is left out.
 * @throws FulfilmentError INBOX_UNAVAILABLE (retryable)
 */
export async function readStats(pool: Pool, from: Date, to: Date): Promise<Stats> {
  const counts = await query<StateCount & Record<string, unknown>>(pool, COUNT, [from, to])
  return statsOf({ from: from.toISOString(), to: to.toISOString() }, counts)
}
