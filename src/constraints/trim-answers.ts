import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'

/** What the table keeps; more push out those that end first. */
const MAX_ROWS = 100_000

/** No transaction that takes answers back is open for so long. */
const FORGETTING_MINUTES = 60

/** Deletes what no longer holds, and what is too much; and that a wallet was forgotten, once no answer is that old. */
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
  await rowsOf(
    pool,
    z.unknown(),
    `delete from constraints.forgotten f
     where at < now() - make_interval(mins => $1) and not exists (
       select 1 from constraints.answer a
       where a.user_address = f.user_address
         and false in (pg_visible_in_snapshot(f.xid, a.asked), pg_visible_in_snapshot(f.xid, a.lease_asked))
     )`,
    [FORGETTING_MINUTES],
  )
}
