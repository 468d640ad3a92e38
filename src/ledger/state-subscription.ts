import type { Pool, PoolClient } from 'pg'
import { foldOwner } from '../domain/fold-claims.ts'
import { productsNamed } from '../domain/plan-subscription.ts'
import { foldSubscription, inOrder } from '../domain/subscription.ts'
import type { Rules } from '../domain/subscription-due.ts'
import {
  SUBSCRIPTION_CLOCK,
  type SubscriptionName,
  type SubscriptionStatement,
} from '../domain/subscription-fact.ts'
import type { SubscriptionState } from '../domain/subscription-state.ts'
import { saveSubscription } from './save-subscription.ts'
import { inTransaction } from './transaction.ts'

/** A subscription as all its facts make it. */
export interface Subscription extends SubscriptionName {
  readonly owner: string
  /** What it opens, its own product first. */
  readonly products: readonly string[]
  /** Where its provider was last heard of. */
  readonly endpoint: string | undefined
  readonly state: SubscriptionState
  /** Occasions whose telling has begun. */
  readonly told: readonly string[]
}

export interface SubscriptionOptions {
  readonly rules: Rules
  /** The clock of whoever looks; ms since 1970. */
  readonly now: number
  readonly timeoutMs: number
}

/** Keeps the fact, and makes state and access what all facts say, in one transaction. */
export function stateSubscription(
  pool: Pool,
  statement: SubscriptionStatement,
  options: SubscriptionOptions,
): Promise<Subscription> {
  return inTransaction(pool, options.timeoutMs, async (client) => {
    await client.query(MAKE, [statement.account, statement.subscriptionId])
    const told = (await lock(client, statement)) ?? []
    await client.query(KEEP_FACT, valuesOf(statement))
    const subscription = await settle(client, statement, told, options)
    const { owner, account } = subscription
    const { endpoint, eventKey } = statement
    if (endpoint !== SUBSCRIPTION_CLOCK) await client.query(MEET, [owner, account, endpoint, eventKey])
    return subscription
  })
}

/** The same with nothing new to state: a payment that came for it may be gone, or its time be over. Null: unknown. */
export function lookAtSubscription(
  pool: Pool,
  name: SubscriptionName,
  options: SubscriptionOptions,
): Promise<Subscription | null> {
  return inTransaction(pool, options.timeoutMs, async (client) => {
    const told = await lock(client, name)
    return told === undefined ? null : settle(client, name, told, options)
  })
}

async function settle(
  client: PoolClient,
  { account, subscriptionId }: SubscriptionName,
  told: readonly string[],
  options: SubscriptionOptions,
): Promise<Subscription> {
  const { rows } = await client.query<{ statement: SubscriptionStatement }>(FACTS, [account, subscriptionId])
  const facts = inOrder(rows.map(({ statement }) => statement))
  const subscription: Subscription = {
    account,
    subscriptionId,
    owner: foldOwner(facts, account, undefined),
    products: productsNamed(facts),
    endpoint: facts.findLast(({ endpoint }) => endpoint !== SUBSCRIPTION_CLOCK)?.endpoint,
    state: foldSubscription(facts, options.rules),
    told,
  }
  await saveSubscription(client, subscription, options)
  return subscription
}

/** What was told of it; undefined for one nobody has heard of. */
async function lock(
  client: PoolClient,
  { account, subscriptionId }: SubscriptionName,
): Promise<readonly string[] | undefined> {
  const { rows } = await client.query<{ told: string[] }>(LOCK, [account, subscriptionId])
  return rows[0]?.told
}

function valuesOf(statement: SubscriptionStatement) {
  const { endpoint, eventKey, account, subscriptionId, at, paymentId } = statement
  return [endpoint, eventKey, account, subscriptionId, at, JSON.stringify(statement), paymentId ?? null]
}

/** Empty, until its first fact has been read under its lock. */
const MAKE = `
  insert into ledger.subscription (account, subscription_id, owner, products, status, cancel_at_period_end)
  values ($1, $2, '', '{}', 'expired', false) on conflict do nothing`

const LOCK = 'select told from ledger.subscription where account = $1 and subscription_id = $2 for update'

const KEEP_FACT = `
  insert into ledger.subscription_fact (endpoint, event_key, account, subscription_id, at, statement, payment_id)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (endpoint, event_key) do update set at = excluded.at, statement = excluded.statement,
    payment_id = excluded.payment_id, stated_at = now()`

const MEET = 'select ledger.meet_customer($1, $2, $3, $4)'

/** Money that is gone, or that an operator took back, has paid for nothing. */
const FACTS = `
  select f.statement from ledger.subscription_fact f
  left join ledger.payment_ref r on r.account = f.account and r.ref = f.payment_id
  left join ledger.payment p on p.id = r.payment
  where f.account = $1 and f.subscription_id = $2
    and not coalesce(p.paid = 0 and (p.money = 'gone' or p.settlement_word = 'reverse'), false)`
