import type { Pool } from 'pg'
import { query } from './query.ts'

/** A delivery that was turned away: enough to explain it, never its body. */
export interface Refused {
  readonly endpoint: string
  readonly reason: string
  readonly size: number
  /** Empty when the body was not read. */
  readonly bodySha256: string
  readonly peer: string
}

/** What the table keeps; a flood pushes out its own older rows. */
const MAX_ROWS = 10_000

const INSERT = `
  insert into inbox.refusal (endpoint, reason, size, body_sha256, peer)
  select * from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[])`

export async function recordRefusals(pool: Pool, refused: readonly Refused[]): Promise<void> {
  await query(pool, INSERT, [
    refused.map(({ endpoint }) => endpoint.slice(0, 100)),
    refused.map(({ reason }) => reason),
    refused.map(({ size }) => size),
    refused.map(({ bodySha256 }) => bodySha256),
    refused.map(({ peer }) => peer),
  ])
}

/** Deletes all but the newest rows. */
export async function trimRefusals(pool: Pool, keep = MAX_ROWS): Promise<void> {
  await query(
    pool,
    'delete from inbox.refusal where id <= (select id from inbox.refusal order by id desc offset $1 limit 1)',
    [keep],
  )
}
