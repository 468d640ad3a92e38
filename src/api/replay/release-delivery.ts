import { insertEvents } from '../../inbox/insert-events.ts'
import { markStarted } from '../../inbox/mark-started.ts'
import { type Quarantined, releasedKeyOf, releaseQuarantined } from '../../inbox/quarantined.ts'
import type { ReplayedBy } from '../../inbox/replays.ts'
import { asHeaderValues } from '../delivery.ts'
import { translateDelivery } from '../translate-delivery.ts'
import type { ReplayDeps } from './replay-event.ts'

export interface Released {
  readonly eventId: string
  readonly eventKey: string
  readonly workflowId: string
}

/**
 * Admits a delivery that was kept apart, as an event of its own; what it contradicts is for the books to judge. Undefined: its
 * body is erased. `ended`: somebody has released or dismissed it meanwhile.
 * @throws FulfilmentError INVALID_PAYLOAD, INBOX_UNAVAILABLE (retryable)
 */
export async function releaseDelivery(
  deps: ReplayDeps,
  delivery: Quarantined,
  by: ReplayedBy,
): Promise<Released | 'ended' | undefined> {
  const { raw, headers } = delivery
  const endpoint = await deps.endpointAsStored(delivery)
  if (raw === null || endpoint === undefined) return undefined
  const row = translateDelivery(deps, endpoint, {
    ...delivery,
    raw,
    headers: asHeaderValues(headers),
    source: 'webhook',
    eventKey: releasedKeyOf(delivery),
  })
  const eventId = await releaseQuarantined(deps.pool, delivery.id, by, async (client) => {
    const [accepted] = await insertEvents(client, [row])
    return accepted?.type === 'exists' ? accepted.stored.id : (accepted?.id ?? '')
  })
  if (eventId === undefined) return 'ended'
  await start(deps, eventId, row)
  return { eventId, eventKey: row.event.eventKey, workflowId: row.workflowId }
}

/** What cannot be started now is started by the sweeper. */
async function start(
  { temporal, pool }: ReplayDeps,
  eventId: string,
  { workflowId, event, plan }: ReturnType<typeof translateDelivery>,
): Promise<void> {
  if (plan.type === 'record') return
  try {
    await temporal.start(workflowId, event, plan)
    await markStarted(pool, [eventId])
  } catch {
    return
  }
}
