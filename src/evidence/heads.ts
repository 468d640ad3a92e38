import type { Pool } from 'pg'
import { z } from 'zod'
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
  insert into evidence.head (payment, head, count, entries, by)
  select $1, $2, $3, $4, $5
  where $2 is distinct from (select head from evidence.head where payment = $1 order by id desc limit 1)`

/** Writes down that a chain was shown, for good. */
export async function recordHead(pool: Pool, payment: string, given: Omit<Head, 'madeAt'>): Promise<void> {
  const { head, count, entries, by } = given
  await rowsOf(pool, z.unknown(), RECORD, [payment, head, count, entries, by])
}

/** All of the payment and of what was merged into it, the oldest first. */
export async function listHeads(pool: Pool, payment: string): Promise<readonly Head[]> {
  return await rowsOf(
    pool,
    row,
    `select head, count, entries, made_at as "madeAt", by from evidence.head
     where payment in (select id from ledger.payment where id = $1 or merged_into = $1) order by evidence.head.id`,
    [payment],
  )
}
