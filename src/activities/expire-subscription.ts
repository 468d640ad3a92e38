import { FulfilmentError } from '../domain/errors.ts'
import { subscriptionIdFor } from '../domain/ids.ts'
import { askedUntil, endsOnOurClock, lapsedAt } from '../domain/subscription-due.ts'
import { SUBSCRIPTION_CLOCK, type SubscriptionFact } from '../domain/subscription-fact.ts'
import type { Subscription } from '../ledger/state-subscription.ts'
import type { Deps } from './deps.ts'
import type { SubscriptionAnswer, SubscriptionAt } from './subscription-deps.ts'
import { isoOf, optionsOf, stateAndTell } from './subscription-facts.ts'

export interface Expiry extends SubscriptionAt {
  /** The period nobody has paid the next one after. */
  readonly periodEnd: string
}

/**
 * Ends a subscription on our own clock, unless its provider says that it runs on. One that cannot be asked takes nothing
 * away yet.
 */
export const expireSubscription =
  (deps: Deps) =>
  async ({ now, periodEnd, ...name }: Expiry): Promise<void> => {
    const known = await deps.ledger.subscriptions.look(name, optionsOf(deps, now))
    // Something came meanwhile: the next look says what is due by now.
    if (known === null || !endsOnOurClock(known.state, Date.parse(periodEnd))) return
    const { fact, at } = conclude(deps, known, await ask(deps, known), now)
    const eventKey = `${subscriptionIdFor(name)}:${fact.type}:${periodEnd}`
    const statement = { ...name, endpoint: SUBSCRIPTION_CLOCK, eventKey, at: isoOf(at), fact, products: [] }
    await stateAndTell(deps, statement, now)
  }

type Asked = SubscriptionAnswer | { readonly type: 'unanswered' }

async function ask({ subscriptions: { source } }: Deps, known: Subscription): Promise<Asked> {
  const { endpoint, subscriptionId } = known
  if (source === undefined || endpoint === undefined) return { type: 'ended' }
  try {
    return (await source.ask(endpoint, subscriptionId)) ?? { type: 'ended' }
  } catch (error) {
    if (error instanceof FulfilmentError) return { type: 'unanswered' }
    throw error
  }
}

/** What the answer makes of it, and as of when. */
function conclude(
  { policy }: Deps,
  { state }: Subscription,
  answer: Asked,
  now: number,
): { readonly fact: SubscriptionFact; readonly at: number } {
  const rules = policy.subscriptions
  const end = state.period?.end ?? now
  const periodEnd = isoOf(end)
  if (answer.type === 'runs' && Date.parse(answer.periodEnd) > end) {
    const { cancelAtPeriodEnd } = answer
    return { fact: { type: 'renewed', days: 0, periodEnd: answer.periodEnd, cancelAtPeriodEnd }, at: now }
  }
  const until = askedUntil(state, rules) ?? now
  if (answer.type === 'unanswered' && now < until)
    return { fact: { type: 'held', periodEnd, until: isoOf(until) }, at: now }
  return { fact: { type: 'lapsed', periodEnd }, at: lapsedAt(state, rules, now) }
}
