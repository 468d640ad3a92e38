import type { Decision } from '../domain/decision.ts'
import type { SubscriptionWord } from '../domain/subscription-fact.ts'
import { inboxFor } from './inbox-activities.ts'
import { finalRefusalOf } from './problem.ts'
import { sayAll } from './say-words.ts'
import type { SubscriptionRun } from './subscription-run.ts'

/** States what operators have said of it, in the order it came. What cannot be stated is ignored, with the reason. */
export function sayOfSubscription(run: SubscriptionRun): Promise<void> {
  const { account, subscriptionId } = run.input
  return sayAll(run, async (decision) => {
    const now = Date.now()
    const word = wordOf(decision, now)
    if (word === undefined) return undefined
    const { decisionId } = decision
    return await finalRefusalOf(() =>
      inboxFor(word.type).stateSubscriptionWord({ account, subscriptionId, now, word, decisionId }),
    )
  })
}

function wordOf({ decision, patch }: Decision, now: number): SubscriptionWord | undefined {
  switch (decision) {
    case 'extend':
      return patch?.until === undefined ? undefined : { type: 'extend', until: isoOf(patch.until) }
    case 'cancel':
      return { type: 'cancel', until: isoOf(patch?.at ?? now) }
    case 'restore':
      return { type: 'restore' }
    case 'retry':
    case 'amend':
    case 'skip':
    case 'refund':
    case 'abort':
    case 'confirm':
    case 'reverse':
    case 'hold':
    case 'release':
      return undefined
  }
}

function isoOf(time: string | number): string {
  return new Date(time).toISOString()
}
