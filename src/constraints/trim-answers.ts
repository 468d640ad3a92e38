import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'

/** What the table keeps; more push out those that end first. */
const MAX_ROWS = 100_000

/** Deletes what no longer holds, and what is too much. */
export async function trimAnswers(pool: Pool, keep = MAX_ROWS): Promise<void> {
  await rowsOf(
    pool,
    z.unknown(),
    `with ended as (
       select key from constraints.answer
       where coalesce(expires_at, '-infinity') <= now() and coalesce(leased_until, '-infinity') <= now()
     ), surplus as (
       select key from constraints.answer
       order by greatest(expires_at, leased_until) desc nulls last offset $1
     )
     delete from constraints.answer where key in (select key from ended union select key from surplus)`,
    [keep],
  )
}
