import type { Pool } from 'pg'
import { query } from './query.ts'

// What ends itself before then is meant to.
const ENDING = `
  select slug from inbox.endpoint endpoint
  where account is not null and coalesce(ends_at, 'infinity') > $1
    and not exists (
      select from inbox.endpoint_secret secret
      where secret.slug = endpoint.slug and coalesce(secret.ends_at, 'infinity') > $1
    )
  order by slug limit $2`

/** Endpoints made at run time that verify nothing any more after that moment, though they go on; so many at most. */
export async function endpointsWithoutSecret(
  pool: Pool,
  after: Date,
  most: number,
): Promise<readonly string[]> {
  const rows = await query<{ slug: string }>(pool, ENDING, [after, most])
  return rows.map(({ slug }) => slug)
}
