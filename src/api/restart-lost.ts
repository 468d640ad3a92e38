import type { Pool } from 'pg'
import { planFor } from '../domain/plan.ts'
import type { Policy } from '../domain/policy.ts'
import { claimUnfinished, isUnfinished, type UnfinishedEvent } from '../inbox/claim-unfinished.ts'
import type { Logger } from '../logger.ts'
import type { Temporal } from '../temporal.ts'
import { inRounds, ROUND } from './in-rounds.ts'
import type { Relay } from './relay.ts'

export interface RestartDeps {
  readonly pool: Pool
  readonly relay: Pick<Relay, 'start'>
  readonly temporal: Pick<Temporal, 'status'>
  readonly policy: Policy
  readonly log: Logger
}

/** The lease is longer than the interval, so that a round goes on where the last one ended. */
const CLAIM = { limit: ROUND, olderThanMs: 10 * 60_000, leaseMs: 10 * 60_000 }

/**
 * Starts again what is unfinished though its workflow is gone: a lost Temporal, a workflow somebody terminated. Events
 * whose workflow still runs, parked or not, are left alone.
 */
export async function restartLost(
  deps: RestartDeps,
  { olderThanMs = CLAIM.olderThanMs, signal }: { olderThanMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  await inRounds(
    () => claimUnfinished(deps.pool, { ...CLAIM, olderThanMs }),
    (event) => restartIfLost(deps, event),
    signal,
  )
}

async function restartIfLost(deps: RestartDeps, event: UnfinishedEvent): Promise<void> {
  const { pool, relay, temporal, log } = deps
  if ((await temporal.status(event.workflowId)) === 'running') return
  // It may have finished, or be replayed, between the claim and the question.
  if (!(await isUnfinished(pool, event))) return
  log.warn({ workflowId: event.workflowId }, 'an unfinished event has lost its workflow; it is started again')
  await relay.start([{ ...event, plan: planOf(event, deps.policy) }], 'replay')
}

/** What an operator corrected is part of the plan. */
function planOf({ event, plan, amendment }: UnfinishedEvent, policy: Policy): UnfinishedEvent['plan'] {
  return Object.keys(amendment).length === 0 ? plan : planFor(event, policy, amendment)
}
