import type { Pool } from 'pg'
import { query } from './query.ts'

/** How long one that has ended says so to whoever still calls it. */
const KEPT_DAYS = 30

const TRIM = `
  with ended as (
    select slug from inbox.endpoint
    where ends_at < now() - $1 * interval '1 day' and not exists (
      select from inbox.event where event.endpoint = endpoint.slug and state in ('received', 'parked'))
    order by ends_at limit 500
  ), unused as (
    delete from inbox.secret_use use using ended where use.endpoint = ended.slug
  )
  delete from inbox.endpoint using ended where endpoint.slug = ended.slug`

/** Forgets endpoints that have ended long ago, with their secrets; not one whose events are unfinished. Events stay. */
export async function trimEndpoints(pool: Pool, keptDays = KEPT_DAYS): Promise<void> {
  await query(pool, TRIM, [keptDays])
}
