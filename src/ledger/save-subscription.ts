import type { PoolClient } from 'pg'
import { subscriptionIdFor } from '../domain/ids.ts'
import { suspenseOf } from '../domain/owner.ts'
import { type Access, accessOfSubscription, dueOf, statusAt } from '../domain/subscription-due.ts'
import type { Subscription, SubscriptionOptions } from './state-subscription.ts'

/** Writes where it stands, and what it opens: its row is locked by the caller. */
export async function saveSubscription(
  client: PoolClient,
  subscription: Subscription,
  { rules, now }: SubscriptionOptions,
): Promise<void> {
  const { account, subscriptionId, owner, products, state } = subscription
  const access = accessOfSubscription(state, rules)
  await client.query(SAVE, [
    account,
    subscriptionId,
    owner,
    products,
    statusAt(state, rules, now),
    isoOf(state.period?.end),
    isoOf(access?.from),
    isoOf(access?.until),
    state.cancelAtPeriodEnd,
    isoOf(dueAt(subscription, { rules, now })),
  ])
  await saveAccess(client, subscription, access)
}

/** Nobody is let in for a subscription nobody has named an owner of. */
async function saveAccess(
  client: PoolClient,
  { account, subscriptionId, owner, products }: Subscription,
  access: Access | undefined,
): Promise<void> {
  const source = subscriptionIdFor({ account, subscriptionId })
  const opened = access === undefined || owner === suspenseOf(account) ? [] : products
  await client.query(END_ACCESS, [source, owner, opened])
  if (opened.length === 0) return
  await client.query(GIVE_ACCESS, [source, owner, opened, isoOf(access?.from), isoOf(access?.until)])
}

function dueAt({ state }: Subscription, { rules, now }: Pick<SubscriptionOptions, 'rules' | 'now'>) {
  const due = dueOf(state, rules, now)
  switch (due.type) {
    case 'wait':
      return due.until
    case 'lapse':
      return due.at
    case 'over':
      return undefined
  }
}

function isoOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}

const SAVE = `
  update ledger.subscription set owner = $3, products = $4, status = $5, period_end = $6, access_from = $7,
    access_until = $8, cancel_at_period_end = $9, due_at = $10, updated_at = now()
  where account = $1 and subscription_id = $2`

const END_ACCESS = `
  delete from ledger.access where source = $1 and not (owner = $2 and product = any($3::text[]))`

const GIVE_ACCESS = `
  insert into ledger.access as a (owner, product, starts_at, ends_at, source)
  select $2, product, $4, $5, $1 from unnest($3::text[]) product
  on conflict (owner, product, source) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at
    where (a.starts_at, a.ends_at) is distinct from (excluded.starts_at, excluded.ends_at)`
