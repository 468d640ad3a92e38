import type { SubscriptionStatement } from '../domain/subscription-fact.ts'
import type { Subscription } from '../ledger/state-subscription.ts'
import { STATEMENT_TIMEOUT_MS } from './books.ts'
import type { Deps } from './deps.ts'
import { tellSubscription } from './tell-subscription.ts'

/** States what is said of a subscription, and has told what follows. */
export async function stateAndTell(
  deps: Deps,
  statement: SubscriptionStatement,
  now: number,
): Promise<Subscription> {
  const subscription = await deps.ledger.subscriptions.state(statement, optionsOf(deps, now))
  await tellSubscription(deps, subscription, now)
  return subscription
}

export function optionsOf({ policy }: Pick<Deps, 'policy'>, now: number) {
  return { rules: policy.subscriptions, now, timeoutMs: STATEMENT_TIMEOUT_MS }
}

export function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
