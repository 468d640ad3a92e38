import type { Pool } from 'pg'
import { z } from 'zod'
import { resultOf } from './call.ts'

/** A place in a feed of changes: by transaction, then by number. Decimal strings. */
const feedCursor = z.object({ xid: z.string(), seq: z.string() })

export type FeedCursor = Readonly<z.infer<typeof feedCursor>>

export async function readFeed(pool: Pool, name: string): Promise<FeedCursor | undefined> {
  const cursor = await resultOf(pool, feedCursor, {
    name: 'ledger-read-feed',
    text: `select jsonb_build_object('xid', xid::text, 'seq', seq::text) as result from ledger.feed where name = $1`,
    values: [name],
  })
  return cursor ?? undefined
}

export async function moveFeed(pool: Pool, name: string, { xid, seq }: FeedCursor): Promise<void> {
  await resultOf(pool, z.unknown(), {
    name: 'ledger-move-feed',
    text: `insert into ledger.feed as f (name, xid, seq) values ($1, $2::xid8, $3::bigint)
      on conflict (name) do update set xid = excluded.xid, seq = excluded.seq, moved_at = now()
        where (f.xid, f.seq) < (excluded.xid, excluded.seq)`,
    values: [name, xid, seq],
  })
}
