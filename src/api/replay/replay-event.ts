import type { Pool } from 'pg'
import { FulfilmentError } from '../../domain/errors.ts'
import { markRestarted } from '../../inbox/mark-started.ts'
import {
  keepReplay,
  openParkOf,
  type ReplayableEvent,
  type ReplayedBy,
  type Reverified,
  readReplayable,
} from '../../inbox/replays.ts'
import type { Temporal } from '../../temporal.ts'
import type { EndpointAsStored } from '../endpoints.ts'
import type { TranslateDeps } from '../translate-delivery.ts'
import { type PlannedAnew, planAnew, whyNotAnew } from './plan-anew.ts'
import { reverify } from './reverify.ts'

export interface ReplayDeps extends TranslateDeps {
  readonly pool: Pool
  readonly temporal: Pick<Temporal, 'start' | 'status'>
  readonly endpointAsStored: EndpointAsStored
}

/**
 * `started`: its workflow runs. `waiting`: planned anew, and started as soon as Temporal answers. `recorded`: read anew, and
 * still it asks for nothing. `refused`: nothing is done
 * anew.
 */
export interface Replayed {
  readonly outcome: 'started' | 'waiting' | 'recorded' | 'refused'
  readonly workflowId: string
  readonly reverified: Reverified
  /** Of what was refused. */
  readonly why?: string
}

/**
 * Has an event done again, as it is read and planned today. Whatever was done before is found done: by the books, by claimed
 * effects. Undefined: there is no such event.
 * @throws whatever Temporal's client throws while nothing is changed yet; FulfilmentError INBOX_UNAVAILABLE (retryable)
 */
export async function replayEvent(
  deps: ReplayDeps,
  id: string,
  by: ReplayedBy,
): Promise<Replayed | undefined> {
  const stored = await readReplayable(deps.pool, id)
  if (stored === undefined) return undefined
  const { workflowId } = stored
  const endpoint = await deps.endpointAsStored(stored)
  if (endpoint === undefined) return refused(stored, 'secret-gone', `there is no provider ${stored.provider}`)
  const reverified = reverify(endpoint, stored)
  if (reverified === 'failed')
    return refused(stored, reverified, 'the secret that had verified it does not verify what is stored')
  if ((await deps.temporal.status(workflowId)) === 'running')
    return refused(stored, reverified, await runningAt(deps.pool, workflowId))
  const anew = readable(() => planAnew(deps, endpoint, stored))
  const why = typeof anew === 'string' ? anew : whyNotAnew(stored, anew)
  if (typeof anew === 'string' || why !== undefined) return refused(stored, reverified, why ?? '')
  if (!(await keepReplay(deps.pool, stored, { ...anew, ...by, reverified })))
    return refused(
      stored,
      reverified,
      'somebody else is replaying or just starting it: ask again in a minute',
    )
  const outcome = await started(deps, stored, anew)
  return outcome === 'overtaken'
    ? refused(stored, reverified, OVERTAKEN)
    : { outcome, workflowId, reverified }
}

const OVERTAKEN =
  'its workflow was started by somebody else meanwhile, perhaps as it was planned before: ask again once that has ended'

function refused({ workflowId }: ReplayableEvent, reverified: Reverified, why: string): Replayed {
  return { outcome: 'refused', workflowId, reverified, why }
}

async function runningAt(pool: Pool, workflowId: string): Promise<string> {
  const parkId = await openParkOf(pool, workflowId)
  return parkId === undefined
    ? `its workflow ${workflowId} is still running`
    : `its workflow ${workflowId} is parked: answer the park ${parkId}`
}

/** What today's translator cannot read comes back as the reason. */
function readable(read: () => PlannedAnew): PlannedAnew | string {
  try {
    return read()
  } catch (error) {
    if (error instanceof FulfilmentError) return `today's translator cannot read it: ${error.message}`
    throw error
  }
}

/** It is committed: what cannot be started now is started by the sweeper. */
async function started(
  { temporal, pool }: ReplayDeps,
  { id, workflowId }: ReplayableEvent,
  { event, plan }: PlannedAnew,
): Promise<Exclude<Replayed['outcome'], 'refused'> | 'overtaken'> {
  if (plan.type === 'record') return 'recorded'
  try {
    if ((await temporal.start(workflowId, event, plan, 'replay')) === 'already') return 'overtaken'
    await markRestarted(pool, id)
    return 'started'
  } catch {
    return 'waiting'
  }
}
