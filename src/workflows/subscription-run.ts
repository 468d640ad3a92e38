import { uuid4 } from '@temporalio/workflow'
import type { DecisionKind } from '../domain/decision.ts'
import { newRun, type Run } from './run.ts'
import { subscriptionDetails } from './subscription-details.ts'
import type { SubscriptionInput } from './subscription-input.ts'

/** The run of a subscription's clock. */
export interface SubscriptionRun extends Run {
  readonly input: SubscriptionInput
  readonly news: { came: boolean }
  readonly words: NonNullable<Run['words']>
  /** Where it stands, and what it waits for, for its page. */
  seen: string
  /** Offered to the operator as `decisionId`, with the number of the word. */
  readonly decisionIdPrefix: string
  /** How many words were said. */
  said: number
  isOver: boolean
}

const OFFERED: readonly DecisionKind[] = ['retry', 'abort']
const WORDS: readonly DecisionKind[] = ['extend', 'cancel', 'restore']

export function newSubscriptionRun(input: SubscriptionInput): SubscriptionRun {
  const { account, subscriptionId, carried } = input
  const run: SubscriptionRun = {
    input,
    seen: 'nothing yet',
    decisionIdPrefix: uuid4().replaceAll('-', '').slice(0, 16),
    said: 0,
    isOver: false,
    ...newRun({
      offered: () => OFFERED,
      about: () => ({ account, shown: [['Subscription', account, subscriptionId]] }),
      correct: async () => undefined,
      idle: () => subscriptionDetails(run),
    }),
    news: { came: false },
    words: { offered: WORDS, taken: [] },
  }
  if (carried?.park !== undefined) run.park = { ...carried.park, notes: [...carried.park.notes] }
  run.parks = carried?.parks ?? 0
  return run
}
