import { insertEvents } from '../../inbox/insert-events.ts'
import { markStarted } from '../../inbox/mark-started.ts'
import { markReleased, type Quarantined, releasedKeyOf } from '../../inbox/quarantined.ts'
import { inboxUnavailable } from '../../inbox/query.ts'
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
 * Admits a delivery that was kept apart, as an event of its own; what it contradicts is for the books to judge. First the event,
 * then the note: asked again after a crash in between, it is the same event. Undefined: its body is erased.
 * @throws FulfilmentError INVALID_PAYLOAD, INBOX_UNAVAILABLE (retryable)
 */
export async function releaseDelivery(
  deps: ReplayDeps,
  delivery: Quarantined,
  by: ReplayedBy,
): Promise<Released | undefined> {
  const { raw, headers } = delivery
  const endpoint = deps.endpointAsStored(delivery)
  if (raw === null || endpoint === undefined) return undefined
  const row = translateDelivery(deps, endpoint, {
    ...delivery,
    raw,
    headers: asHeaderValues(headers),
    source: 'webhook',
    eventKey: releasedKeyOf(delivery),
  })
  const [accepted] = await insertEvents(deps.pool, [row]).catch((error: unknown) => {
    throw inboxUnavailable(error)
  })
  const eventId = accepted?.type === 'exists' ? accepted.stored.id : (accepted?.id ?? '')
  await markReleased(deps.pool, delivery.id, eventId, by)
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
