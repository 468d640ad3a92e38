import type { Pool } from 'pg'
import { z } from 'zod'
import type { Gathered } from './gather.ts'
import { rowsOf } from './query.ts'

const row = z.object({
  head: z.string(),
  count: z.number(),
  /** Digests of the entries it is of, by id. */
  entries: z.record(z.string(), z.string()),
  madeAt: z.date(),
  by: z.string(),
})

/** The head of a chain that was given out. */
export type Head = Readonly<z.infer<typeof row>>

// The same head again says nothing new.
const RECORD = `
  insert into evidence.head (account, payment_id, head, count, entries, by)
  select $1, $2, $3, $4, $5, $6
  where $3 is distinct from (
    select head from evidence.head where account = $1 and payment_id = $2 order by id desc limit 1)`

/** Writes down that a chain was shown, for good. */
export async function recordHead(
  pool: Pool,
  { account, paymentId }: Pick<Gathered, 'account' | 'paymentId'>,
  { head, count, entries, by }: Omit<Head, 'madeAt'>,
): Promise<void> {
  await rowsOf(pool, z.unknown(), RECORD, [account, paymentId, head, count, entries, by])
}

/** All of the payment, by whatever name they were shown, the oldest first. */
export async function listHeads(
  pool: Pool,
  { account, names }: Pick<Gathered, 'account' | 'names'>,
): Promise<readonly Head[]> {
  return await rowsOf(
    pool,
    row,
    `select head, count, entries, made_at as "madeAt", by from evidence.head
     where account = $1 and payment_id = any($2) order by id`,
    [account, names],
  )
}
