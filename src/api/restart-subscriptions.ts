import type { Pool } from 'pg'
import { subscriptionIdFor } from '../domain/ids.ts'
import { isEndedByOperator } from '../inbox/ended-by-operator.ts'
import { claimDueSubscriptions, type DueSubscription } from '../ledger/claim-due-subscriptions.ts'
import type { Logger } from '../logger.ts'
import type { Temporal } from '../temporal.ts'
import { signalSubscription } from '../temporal-subscriptions.ts'
import { inRounds, ROUND } from './in-rounds.ts'

export interface RestartSubscriptionsDeps {
  readonly pool: Pool
  readonly temporal: Pick<Temporal, 'client' | 'taskQueue' | 'status' | 'isUp'>
  readonly log: Logger
}

/** By then a clock that runs has done what was due. */
const OVERDUE_MS = 10 * 60_000
/** Longer than the interval, so that a round goes on where the last one ended. */
const LEASE_MS = 10 * 60_000

/**
 * Starts the clocks of subscriptions that are gone: a lost Temporal, a workflow somebody terminated. One that runs, or was
 * ended by an operator since anything was heard, is left alone.
 */
export async function restartSubscriptions(
  deps: RestartSubscriptionsDeps,
  signal?: AbortSignal,
): Promise<void> {
  // Claims made during an outage would only be leases to wait for afterwards.
  if (!(await deps.temporal.isUp())) return
  const claim = { limit: ROUND, overdueMs: OVERDUE_MS, leaseMs: LEASE_MS }
  await inRounds(
    () => claimDueSubscriptions(deps.pool, claim),
    (subscription) => restartIfLost(deps, subscription),
    signal,
  )
}

async function restartIfLost(
  { pool, temporal, log }: RestartSubscriptionsDeps,
  { account, subscriptionId, newestAt }: DueSubscription,
): Promise<void> {
  const workflowId = subscriptionIdFor({ account, subscriptionId })
  if (await isEndedByOperator(pool, [workflowId], newestAt)) return
  if ((await temporal.status(workflowId)) === 'running') return
  log.warn({ workflowId }, 'a subscription has lost its clock; it is started again')
  await signalSubscription(temporal, { account, subscriptionId }, ['changed', undefined])
}
