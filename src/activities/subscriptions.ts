import { accessOfSubscription, dueOf } from '../domain/subscription-due.ts'
import type { SubscriptionName, SubscriptionStatement } from '../domain/subscription-fact.ts'
import type { Subscription } from '../ledger/state-subscription.ts'
import type { Deps } from './deps.ts'
import type { SubscriptionAt } from './subscription-deps.ts'
import { isoOf, optionsOf, stateAndTell } from './subscription-facts.ts'
import { tellSubscription } from './tell-subscription.ts'

export interface SubscriptionChanged {
  readonly statement: SubscriptionStatement
  /** By the workflow's clock; ms since 1970. */
  readonly now: number
}

/** What an event's workflow shows of the subscription it changed. */
export interface ChangedSubscription {
  readonly owner: string
  readonly phase: Subscription['state']['phase']
}

/** States what an event says of a subscription: state and access follow. */
export const stateSubscription =
  (deps: Deps) =>
  async ({ statement, now }: SubscriptionChanged): Promise<ChangedSubscription> => {
    const { owner, state } = await stateAndTell(deps, statement, now)
    return { owner, phase: state.phase }
  }

/** Hands a subscription to its clock: starts it, or makes the one that runs look again. */
export const trackSubscription =
  ({ subscriptions }: Deps) =>
  (name: SubscriptionName): Promise<void> =>
    subscriptions.track(name)

/** What a look comes to; `status` in words for its page. Times ISO-8601 UTC. */
export type LookedAtSubscription = { readonly status: string } & (
  | { readonly type: 'wait'; readonly until: string; readonly what: string }
  /** Its access is about to end, and nobody has said why. */
  | { readonly type: 'lapse'; readonly periodEnd: string }
  | { readonly type: 'over' }
)

/** Computes where it stands by now, has told what there is to tell, and says what comes next. */
export const lookAtSubscription =
  (deps: Deps) =>
  async ({ now, ...name }: SubscriptionAt): Promise<LookedAtSubscription> => {
    const subscription = await deps.ledger.subscriptions.look(name, optionsOf(deps, now))
    if (subscription === null) return { type: 'over', status: 'unknown' }
    await tellSubscription(deps, subscription, now)
    const status = statusOf(deps, subscription)
    const due = dueOf(subscription.state, deps.policy.subscriptions, now)
    switch (due.type) {
      case 'wait':
        return { type: 'wait', until: isoOf(due.until), what: due.what, status }
      case 'lapse':
        return { type: 'lapse', periodEnd: isoOf(due.periodEnd), status }
      case 'over':
        return { type: 'over', status }
    }
  }

function statusOf({ policy }: Deps, { state }: Subscription): string {
  const access = accessOfSubscription(state, policy.subscriptions)
  return `${state.phase}, ${access === undefined ? 'gives no access' : `access until ${isoOf(access.until)}`}`
}
