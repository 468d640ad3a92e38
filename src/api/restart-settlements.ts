import type { Pool } from 'pg'
import { settlementIdFor } from '../domain/ids.ts'
import type { Policy } from '../domain/policy.ts'
import { isEndedByOperator } from '../inbox/ended-by-operator.ts'
import { parkedSettlements } from '../inbox/parked-settlements.ts'
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
/** By then whoever has just answered a park has closed it. */
const PARKED_MS = 10 * 60_000
/** Longer than the interval, so that a round goes on where the last one ended. */
const LEASE_MS = 10 * 60_000

/**
 * Has payments watched again whose money is pending, and whose settlement is gone: a lost Temporal, a settlement somebody
 * terminated. And settlements that are gone though they are parked. One that runs, or was ended by an operator, is left
 * alone.
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
  await restartParked(deps, signal)
}

/** Nobody can answer the park of a settlement that is gone, whatever became of its money: it looks, and parks anew or ends. */
async function restartParked({ pool, temporal, log }: RestartSettlementsDeps, signal?: AbortSignal) {
  for (const { workflowId, account, paymentId } of await parkedSettlements(pool, PARKED_MS)) {
    if (signal?.aborted === true) return
    // A copy started by hand is nobody's settlement.
    if (workflowId !== settlementIdFor({ account, paymentId })) continue
    if ((await temporal.status(workflowId)) === 'running') continue
    log.warn({ workflowId }, 'a parked settlement is gone; it is started again')
    await signalSettlement(temporal, { account, paymentId }, ['stated', undefined])
  }
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
