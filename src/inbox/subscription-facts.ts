import type { Pool } from 'pg'
import { z } from 'zod'
import type { SubscriptionRef } from '../domain/payment-event.ts'
import { query } from './query.ts'

const fact = z.string().nullable()
const row = z.object({ product: fact, periodEnd: fact, owner: fact })

// Of each the newest that is known: not every event of a subscription names all.
const KNOWN = `
  select (array_agg(event -> 'subscription' ->> 'product' order by id desc)
            filter (where event -> 'subscription' ? 'product'))[1] as product,
         max(event -> 'subscription' ->> 'periodEnd') as "periodEnd",
         (array_agg(event -> 'owner' ->> 'owner' order by id desc) filter (where event ? 'owner'))[1] as owner
  from inbox.event where account = $1 and event -> 'subscription' ->> 'id' = $2`

/** What the events of a subscription say of it. */
export interface SubscriptionFacts extends Pick<SubscriptionRef, 'product' | 'periodEnd'> {
  readonly owner?: string
}

export async function readSubscriptionFacts(
  pool: Pool,
  account: string,
  subscriptionId: string,
): Promise<SubscriptionFacts> {
  const [found] = await query(pool, KNOWN, [account, subscriptionId])
  const known = Object.entries(found === undefined ? {} : row.parse(found))
  return Object.fromEntries(known.filter(([, value]) => value !== null))
}
