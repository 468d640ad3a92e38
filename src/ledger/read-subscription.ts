import type { Pool } from 'pg'
import { z } from 'zod'
import { SUBSCRIPTION_STATUSES } from '../domain/subscription-due.ts'
import type { SubscriptionName } from '../domain/subscription-fact.ts'
import { rowsOf } from './call.ts'

const view = z.object({
  subscriptionId: z.string(),
  account: z.string(),
  owner: z.string(),
  product: z.string(),
  status: z.enum(SUBSCRIPTION_STATUSES),
  currentPeriodEnd: z.string().nullable(),
  /** Null while it gives none, and once it is over. */
  access: z.object({ from: z.string(), until: z.string() }).nullable(),
  cancelAtPeriodEnd: z.boolean(),
})

/** A subscription as operators and merchants read it. */
export type SubscriptionView = Readonly<z.infer<typeof view>>

export async function readSubscription(
  pool: Pool,
  account: string,
  subscriptionId: string,
): Promise<SubscriptionView | null> {
  const [found] = await rowsOf(pool, view, {
    name: 'ledger-subscription',
    text: `select subscription_id as "subscriptionId", account, owner, products[1] as product, status,
        ledger.iso(period_end) as "currentPeriodEnd", cancel_at_period_end as "cancelAtPeriodEnd",
        case when access_until > now() then jsonb_build_object(
          'from', ledger.iso(access_from), 'until', ledger.iso(access_until)) end as access
      from ledger.subscription where account = $1 and subscription_id = $2`,
    values: [account, subscriptionId],
  })
  return found ?? null
}

const name = z.object({ account: z.string(), subscriptionId: z.string() })

/** By the parts of an id that name it, as `idPart` makes them. */
export async function findSubscription(
  pool: Pool,
  accountPart: string,
  subscriptionPart: string,
): Promise<SubscriptionName | null> {
  const [found] = await rowsOf(pool, name, {
    name: 'ledger-find-subscription',
    text: `select account, subscription_id as "subscriptionId" from ledger.subscription
      where ledger.id_part(account) = $1 and ledger.id_part(subscription_id) = $2 limit 1`,
    values: [accountPart, subscriptionPart],
  })
  return found ?? null
}

/** What a payment came for; null where it came for none. */
export async function subscriptionOfPayment(
  pool: Pool,
  account: string,
  paymentRef: string,
): Promise<SubscriptionName | null> {
  const [found] = await rowsOf(pool, name, {
    name: 'ledger-subscription-of-payment',
    text: `select f.account, f.subscription_id as "subscriptionId"
      from ledger.payment_ref r join ledger.payment_ref n on n.payment = r.payment
      join ledger.subscription_fact f on f.account = n.account and f.payment_id = n.ref
      where r.account = $1 and r.ref = $2 limit 1`,
    values: [account, paymentRef],
  })
  return found ?? null
}

/** Notes whose telling has begun, so that it is not begun again with every look. */
export async function markTold(
  pool: Pool,
  { account, subscriptionId }: SubscriptionName,
  told: readonly string[],
): Promise<void> {
  await rowsOf(pool, z.unknown(), {
    name: 'ledger-subscription-told',
    text: 'update ledger.subscription set told = $3 where account = $1 and subscription_id = $2',
    values: [account, subscriptionId, told],
  })
}
