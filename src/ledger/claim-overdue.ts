import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './call.ts'

const overdue = z.object({
  account: z.string(),
  paymentId: z.string(),
  /** Rows that were merged into it: its settlement may still bear the name of one. */
  formerIds: z.array(z.string()),
  /** When its money came, not before we heard of it; ISO-8601 UTC. */
  since: z.string(),
  /** When its newest fact was stated; as Postgres writes it, to the microsecond. */
  newestAt: z.string(),
})

/** A payment whose money should have been settled by now: still pending, and no operator has said a word. */
export type OverduePayment = Readonly<z.infer<typeof overdue>>

export interface OverdueOptions {
  readonly limit: number
  /** For how long its money must have been known. */
  readonly olderThanMs: number
  /** How long nobody else may claim it. */
  readonly leaseMs: number
}

/** Claims overdue payments: first those never claimed, the oldest first, then those whose claim is the oldest. */
export function claimOverdue(
  pool: Pool,
  { limit, olderThanMs, leaseMs }: OverdueOptions,
): Promise<OverduePayment[]> {
  return rowsOf(pool, overdue, { ...CLAIM, values: [limit, olderThanMs, leaseMs] })
}

// Of one order with its index. What a lease is written to is skipped by the next claim, whoever makes it.
const CLAIM = {
  name: 'ledger-claim-overdue',
  text: `
    with overdue as (
      select p.id, greatest(p.paid_at, f.known_at) as since, f.newest_at
      from ledger.payment p cross join lateral (
        select min(stated_at) filter (where type = 'money') as known_at, max(stated_at) as newest_at
        from ledger.payment_fact where payment = p.id
      ) f
      where p.money = 'pending' and p.settlement_word is null
        and (p.settlement_asked_at is null or p.settlement_asked_at < now() - $3 * interval '1 millisecond')
        and p.paid_at < now() - $2 * interval '1 millisecond'
        and f.known_at < now() - $2 * interval '1 millisecond'
      order by p.settlement_asked_at nulls first, p.paid_at
      limit $1
      for update of p skip locked
    )
    update ledger.payment p set settlement_asked_at = now()
    from overdue where p.id = overdue.id
    returning p.account, p.payment_id as "paymentId",
      array(select payment_id from ledger.payment where merged_into = p.id) as "formerIds",
      ledger.iso(overdue.since) as since, overdue.newest_at::text as "newestAt"`,
}
