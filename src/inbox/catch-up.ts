import type { Pool } from 'pg'
import { query } from './query.ts'

/** Where to go on asking, in Unix seconds: some way back, since what is said may become visible late. */
export async function readCatchUp(pool: Pool, source: string, overlapSeconds: number): Promise<bigint> {
  const { began, readTo } = await begunCatchUp(pool, source)
  const from = readTo - BigInt(overlapSeconds)
  return from > began ? from : began
}

export interface Begun {
  readonly began: bigint
  readonly readTo: bigint
}

/** Where its inbox begins, or the moment in which it was first asked: what came before is not ours to fulfil. */
export async function begunCatchUp(pool: Pool, source: string): Promise<Begun> {
  const known = await readBegun(pool, source)
  if (known !== undefined) return known
  await query(pool, BEGIN, [source])
  return (await readBegun(pool, source)) ?? { began: 0n, readTo: 0n }
}

// Only the first time: the inbox is long, and has no index by endpoint and time.
const BEGIN = `
  insert into inbox.catch_up (source, began, read_to)
  select $1, first.at, first.at from (
    select extract(epoch from coalesce(
      (select received_at from inbox.event where endpoint = $1 order by id limit 1), now()))::bigint as at
  ) first
  on conflict (source) do nothing`

async function readBegun(pool: Pool, source: string): Promise<Begun | undefined> {
  const [row] = await query<{ began: string; readTo: string }>(
    pool,
    'select began::text, read_to::text as "readTo" from inbox.catch_up where source = $1',
    [source],
  )
  return row === undefined ? undefined : { began: BigInt(row.began), readTo: BigInt(row.readTo) }
}

/** All of that span was taken in. Only ever forward, and over no gap before it. */
export async function moveCatchUp(
  pool: Pool,
  source: string,
  { from, readTo }: { readonly from: bigint; readonly readTo: bigint },
): Promise<void> {
  await query(
    pool,
    `update inbox.catch_up set read_to = greatest(read_to, $3), moved_at = now()
     where source = $1 and read_to >= $2`,
    [source, from.toString(), readTo.toString()],
  )
}

/** Those of these payments whose money some event has told of. */
export async function findTold(
  pool: Pool,
  account: string,
  paymentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await query<{ paymentId: string }>(
    pool,
    `select distinct payment_id as "paymentId" from inbox.event
     where account = $1 and payment_id = any($2::text[]) and plan #>> '{statement,fact,type}' = 'money'`,
    [account, [...paymentIds]],
  )
  return new Set(rows.map(({ paymentId }) => paymentId))
}
