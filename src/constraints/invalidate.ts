import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'
import { digestOf, type Question } from './question.ts'

/** Which answers no longer hold: all of an API, or those of one user, one collection, or both. */
export type Invalidated = Pick<Question, 'apiUrl'> & Partial<Question>

/** Who says so, for the audit. */
export interface Invalidator {
  readonly actor: string
  readonly peer: string
}

const count = z.object({ entries: z.number() })

/** What a URL is called in logs and rows: without its query, which may hold a secret. */
export function apiNameOf(apiUrl: string): string {
  const { origin, pathname } = new URL(apiUrl)
  return `${origin}${pathname}`
}

/**
 * Takes answers back, in every process at once; an API that is just being asked is asked again. How many there were that
 * still held. Every call leaves a row.
 * @throws FulfilmentError CONSTRAINTS_UNAVAILABLE (retryable)
 */
export async function invalidate(
  pool: Pool,
  { apiUrl, userAddress, collectionId }: Invalidated,
  { actor, peer }: Invalidator,
): Promise<number> {
  const [row] = await rowsOf(
    pool,
    count,
    `with gone as (
       delete from constraints.answer
       where api_url = $1 and ($2::text is null or user_address = $2)
         and ($3::text is null or collection_id = $3)
       returning expires_at > now() as held
     )
     insert into constraints.invalidation (actor, peer, api, user_digest, collection_id, entries)
     select $4, $5, $6, $7, $3, count(*) filter (where held) from gone
     returning entries`,
    [
      apiUrl,
      userAddress ?? null,
      collectionId ?? null,
      actor,
      peer,
      apiNameOf(apiUrl),
      userAddress === undefined ? null : digestOf(userAddress),
    ],
  )
  return row?.entries ?? 0
}

/**
 * Takes back what every API said of a wallet: its tokens have changed by our own doing. How many answers there were that
 * still held. Where its access changes, the database does so by itself.
 * @throws FulfilmentError CONSTRAINTS_UNAVAILABLE (retryable)
 */
export async function invalidateWallet(pool: Pool, wallet: string): Promise<number> {
  const [row] = await rowsOf(pool, count, 'select constraints.forget_wallet($1) as entries', [
    wallet.toLowerCase(),
  ])
  return row?.entries ?? 0
}
