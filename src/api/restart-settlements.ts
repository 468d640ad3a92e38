import type { Pool } from 'pg'
import { settlementIdFor } from '../domain/ids.ts'
import type { Policy } from '../domain/policy.ts'
import { isEndedByOperator } from '../inbox/ended-by-operator.ts'
import { claimOverdue, type OverduePayment } from '../ledger/claim-overdue.ts'
import type { Logger } from '../logger.ts'
import type { Temporal } from '../temporal.ts'
import { signalSettlement } from '../temporal-settlements.ts'
import { inRounds, ROUND } from './in-rounds.ts'

export interface RestartSettlementsDeps {
  readonly pool: Pool
  readonly temporal: Pick<Temporal, 'client' | 'taskQueue' | 'ledgerFirstTry' | 'status' | 'isUp'>
  readonly policy: Policy
  readonly log: Logger
}

/** By then a settlement that runs has confirmed, undone or parked what it could. */
const AFTER_DEADLINE_MS = 10 * 60_000
/** Longer than the interval, so that a round goes on where the last one ended. */
const LEASE_MS = 10 * 60_000

/**
 * Has payments watched again whose money is pending, and whose settlement is gone: a lost Temporal, a settlement somebody
 * terminated, parked or not. One that runs, or was ended by an operator, is left alone.
 */
export async function restartSettlements(deps: RestartSettlementsDeps, signal?: AbortSignal): Promise<void> {
  const { pool, temporal, policy } = deps
  // Claims made during an outage would only be leases to wait for afterwards.
  if (!(await temporal.isUp())) return
  const deadlineMs = policy.settlement.deadlineMinutes * 60_000
  const claim = { limit: ROUND, olderThanMs: deadlineMs + AFTER_DEADLINE_MS, leaseMs: LEASE_MS }
  await inRounds(
    () => claimOverdue(pool, claim),
    (payment) => restartIfLost(deps, payment, deadlineMs),
    signal,
  )
}

async function restartIfLost(
  { pool, temporal, log }: RestartSettlementsDeps,
  { account, paymentId, formerIds, since, newestAt }: OverduePayment,
  deadlineMs: number,
): Promise<void> {
  const workflowIds = [paymentId, ...formerIds].map((name) => settlementIdFor({ account, paymentId: name }))
  if (await isEndedByOperator(pool, workflowIds, newestAt)) return
  for (const workflowId of workflowIds) if ((await temporal.status(workflowId)) === 'running') return
  const [workflowId] = workflowIds
  log.warn({ workflowId }, 'pending money has lost its settlement; it is started again')
  const deadline = new Date(Date.parse(since) + deadlineMs).toISOString()
  await signalSettlement(temporal, { account, paymentId }, ['stated', { deadline }])
}
