import type { Client } from '@temporalio/client'
import { TypedSearchAttributes } from '@temporalio/common'
import { searchValue, subscriptionIdFor } from './domain/ids.ts'
import type { SubscriptionName } from './domain/subscription-fact.ts'
import * as attributes from './workflows/search-attributes.ts'
import type { SubscriptionInput } from './workflows/subscription-input.ts'

/** How long one call may take; the caller tries again. */
const CALL_DEADLINE_MS = 2_000

/** Where the clocks of subscriptions run. */
export interface SubscriptionsAt {
  readonly client: Client
  readonly taskQueue: string
}

/** Signals the clock of a subscription, and starts it first where none runs: it goes on where the row stands. */
export async function signalSubscription(
  { client, taskQueue }: SubscriptionsAt,
  { account, subscriptionId }: SubscriptionName,
  [signal, content]: readonly ['changed' | 'decide', unknown],
): Promise<void> {
  const input: SubscriptionInput = { account, subscriptionId }
  const shown = searchValue(subscriptionId)
  await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
    client.workflow.signalWithStart('subscription', {
      taskQueue,
      workflowId: subscriptionIdFor(input),
      args: [input],
      signal,
      signalArgs: [content],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      typedSearchAttributes: new TypedSearchAttributes([
        { key: attributes.SUBSCRIPTION_ID, value: shown },
        { key: attributes.FULFILMENT_STATE, value: 'running' },
      ]),
      staticSummary: `subscription ${shown}`.slice(0, 180),
    }),
  )
}
