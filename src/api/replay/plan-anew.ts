import { eventHash } from '../../domain/event-hash.ts'
import type { PaymentEvent } from '../../domain/payment-event.ts'
import { type Plan, planFor, type WorkflowType } from '../../domain/plan.ts'
import type { ReplayableEvent } from '../../inbox/replays.ts'
import { asHeaderValues } from '../delivery.ts'
import type { Endpoint } from '../endpoints.ts'
import { type TranslateDeps, translateDelivery } from '../translate-delivery.ts'

/** What an event says and asks for as it is read today. */
export interface PlannedAnew {
  readonly event: PaymentEvent
  readonly plan: Plan
  readonly eventHash: string
  readonly subjects: readonly string[]
  readonly contact?: Buffer
}

/**
 * Reads the stored body with today's translator, else takes the event as it was read before; planned by today's policy, with
 * what operators corrected.
 * @throws FulfilmentError INVALID_PAYLOAD: today's translator cannot read it
 */
export function planAnew(deps: TranslateDeps, endpoint: Endpoint, stored: ReplayableEvent): PlannedAnew {
  const { event, plan, ...read } = readAnew(deps, endpoint, stored)
  const hasAmendment = Object.keys(stored.amendment).length > 0
  return { event, plan: hasAmendment ? planFor(event, deps.policy, stored.amendment) : plan, ...read }
}

function readAnew(deps: TranslateDeps, endpoint: Endpoint, stored: ReplayableEvent): PlannedAnew {
  const { raw, headers, event, eventKey } = stored
  if (raw === null)
    return { event, plan: planFor(event, deps.policy), eventHash: eventHash(event), subjects: [] }
  const read = translateDelivery(deps, endpoint, {
    ...stored,
    raw,
    headers: asHeaderValues(headers),
    eventKey,
  })
  const { contact } = read
  return {
    event: read.event,
    plan: read.plan,
    eventHash: read.eventHash,
    subjects: read.subjects,
    ...(contact === undefined ? {} : { contact }),
  }
}

/** Stories of money that comes in. */
const PAID: readonly WorkflowType[] = ['fulfilPayment', 'trackPending']

/**
 * Why an event must not be done as it is read today. What was done outside the books was done for the payment it named: under
 * another name it would be done again.
 */
export function whyNotAnew(
  { event: former, plan: formerPlan, isGivenBack }: ReplayableEvent,
  { event, plan }: PlannedAnew,
) {
  if (isGivenBack && plan.type === 'fulfil' && PAID.includes(plan.workflow))
    return "its money was given back by an operator's decision: wait until the refund's own event is in the books"
  if (formerPlan.type === 'record') return undefined
  if (plan.type === 'record')
    return `by today's policy it asks for nothing (${plan.reason}); what it stated stands`
  const names = [event.paymentId, ...(event.refs ?? [])]
  if (former.paymentId !== undefined && !names.includes(former.paymentId))
    return 'it is read as another payment today, and what was done for the first would be done again'
  return former.subscription !== undefined && former.subscription.id !== event.subscription?.id
    ? 'it is read as another subscription today'
    : undefined
}
