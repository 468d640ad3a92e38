import type { ChangedSubscription } from '../activities/subscriptions.ts'
import type { DecisionKind } from '../domain/decision.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import type { SubscriptionStatement } from '../domain/subscription-fact.ts'
import type { SubscriptionChange } from './fulfilment-input.ts'
import { subjectOf } from './inbox-activities.ts'
import { newRun, type Run } from './run.ts'

/** The run of a workflow that carries out one event of a subscription. */
export interface ChangeRun extends Run {
  readonly event: PaymentEvent
  readonly statement: SubscriptionStatement
  readonly firstTry: 'local' | 'regular'
  changed?: ChangedSubscription
}

const OFFERED: readonly DecisionKind[] = ['retry', 'skip', 'abort']

export function newChangeRun({ event, plan, ledgerFirstTry }: SubscriptionChange): ChangeRun {
  const { account, subscriptionId } = plan.subscription
  const run: ChangeRun = {
    event,
    statement: plan.subscription,
    firstTry: ledgerFirstTry ?? 'local',
    ...newRun({
      offered: () => OFFERED,
      about: () => ({
        subject: subjectOf(run),
        account,
        shown: [
          ['Event', event.providerType, event.eventKey],
          ['Subscription', account, subscriptionId],
        ],
      }),
      correct: async () => undefined,
    }),
  }
  return run
}
