import { joinId, subscriptionIdFor } from '../domain/ids.ts'
import { SUBSCRIPTION_CLOCK } from '../domain/subscription-fact.ts'
import { type Occasion, occasionsOf } from '../domain/subscription-tellings.ts'
import type { Subscription } from '../ledger/state-subscription.ts'
import type { Deps } from './deps.ts'

/**
 * Has told what people should have been told by now. It follows from where the subscription stands: what a crash left
 * untold is told at the next look, and what is told twice is claimed once.
 */
export async function tellSubscription(
  { announce, ledger, policy }: Pick<Deps, 'announce' | 'ledger' | 'policy'>,
  subscription: Subscription,
  now: number,
): Promise<void> {
  if (announce === undefined) return
  const occasions = occasionsOf(subscription.state, policy.subscriptions, now, policy)
  const untold = occasions.filter(({ name }) => !subscription.told.includes(nameOf(name)))
  if (untold.length === 0) return
  for (const occasion of untold) await announce(announcementOf(subscription, occasion, now))
  await ledger.subscriptions.markTold(
    subscription,
    occasions.map(({ name }) => nameOf(name)),
  )
}

/** Claimed under one name, whichever event or clock comes to it first. */
function announcementOf(subscription: Subscription, { name, tellings }: Occasion, now: number) {
  const { account, subscriptionId } = subscription
  return {
    account,
    subscriptionId,
    endpoint: SUBSCRIPTION_CLOCK,
    eventKey: joinId(subscriptionIdFor(subscription), ...name),
    at: new Date(now).toISOString(),
    occasion: name,
    tellings,
  }
}

function nameOf(name: Occasion['name']): string {
  return name.join(' ')
}
