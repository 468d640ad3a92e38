import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './call.ts'

const due = z.object({
  account: z.string(),
  subscriptionId: z.string(),
  /** When its newest fact was stated; as Postgres writes it, to the microsecond. */
  newestAt: z.string(),
})

/** A subscription that should have been looked at by now. */
export type DueSubscription = Readonly<z.infer<typeof due>>

export interface DueOptions {
  readonly limit: number
  readonly overdueMs: number
  /** How long nobody else may claim it. */
  readonly leaseMs: number
}

/** Claims subscriptions whose time has come and gone: first those never claimed, then those whose claim is the oldest. */
export function claimDueSubscriptions(
  pool: Pool,
  { limit, overdueMs, leaseMs }: DueOptions,
): Promise<DueSubscription[]> {
  return rowsOf(pool, due, {
    name: 'ledger-claim-due-subscriptions',
    text: `
      with late as (
        select account, subscription_id from ledger.subscription
        where due_at < now() - $2 * interval '1 millisecond'
          and (asked_at is null or asked_at < now() - $3 * interval '1 millisecond')
        order by asked_at nulls first, due_at
        limit $1
        for update skip locked
      )
      update ledger.subscription s set asked_at = now()
      from late where (s.account, s.subscription_id) = (late.account, late.subscription_id)
      returning s.account, s.subscription_id as "subscriptionId", (
        select max(f.stated_at)::text from ledger.subscription_fact f
        where (f.account, f.subscription_id) = (s.account, s.subscription_id)
      ) as "newestAt"`,
    values: [limit, overdueMs, leaseMs],
  })
}
