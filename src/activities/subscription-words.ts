import { FulfilmentError } from '../domain/errors.ts'
import { accessOfSubscription, graceEnd, type Rules } from '../domain/subscription-due.ts'
import { SUBSCRIPTION_CLOCK, type SubscriptionWord } from '../domain/subscription-fact.ts'
import type { SubscriptionState } from '../domain/subscription-state.ts'
import type { Deps } from './deps.ts'
import type { SubscriptionAt } from './subscription-deps.ts'
import { isoOf, optionsOf, stateAndTell } from './subscription-facts.ts'

/** What an operator says, by the decision that bears it. */
export interface SaidOfSubscription extends SubscriptionAt {
  readonly word: SubscriptionWord
  readonly decisionId: string
}

/** States an operator's word on a subscription. */
export const stateSubscriptionWord =
  (deps: Deps) =>
  async ({ now, word, decisionId, ...name }: SaidOfSubscription): Promise<void> => {
    const { ledger, policy } = deps
    const known = await ledger.subscriptions.look(name, optionsOf(deps, now))
    const refusal =
      known === null
        ? 'nobody has heard of this subscription'
        : refusalOf(known.state, word, policy.subscriptions, now)
    if (refusal !== undefined)
      throw new FulfilmentError({ code: 'INVALID_DECISION', retryable: false, message: refusal })
    const eventKey = `${name.account}:${name.subscriptionId}:${decisionId}`
    const said = { endpoint: SUBSCRIPTION_CLOCK, eventKey, at: isoOf(now), fact: word, products: [] }
    await stateAndTell(deps, { ...name, ...said }, now)
  }

/** A word that would change nothing is not taken: whoever said it thinks otherwise. */
function refusalOf(
  state: SubscriptionState,
  word: SubscriptionWord,
  rules: Rules,
  now: number,
): string | undefined {
  switch (word.type) {
    case 'cancel':
      return undefined
    case 'extend': {
      const latest = Math.max(now, state.period?.end ?? 0)
      // Equal is no refusal: this very word may have been stated by an attempt that nobody heard of.
      if (Date.parse(word.until) >= latest) return undefined
      return `extend it until after ${isoOf(latest)}: so long it runs anyway`
    }
    case 'restore': {
      if ((graceEnd(state, rules) ?? 0) > now) return undefined
      const until = accessOfSubscription(state, rules)?.until
      return `what was paid for is over${until === undefined ? '' : ` since ${isoOf(until)}`}: extend it until a date`
    }
  }
}
