import { type Amendment, applyAmendment, checkAmendment } from '../domain/amendment.ts'
import { FulfilmentError } from '../domain/errors.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import { type FulfilPlan, planFor } from '../domain/plan.ts'
import type { Deps } from './deps.ts'

export interface EventRef {
  readonly endpoint: string
  readonly eventKey: string
}

/** The event as it stands corrected, and what it asks for by today's policy. */
export interface PlannedAgain {
  readonly event: PaymentEvent
  readonly plan: FulfilPlan
}

/** Checks what an operator corrected, stores it with the event, and plans anew. */
export const amendEvent =
  (deps: Deps) =>
  async ({
    endpoint,
    eventKey,
    amendment,
  }: EventRef & { readonly amendment: Amendment }): Promise<PlannedAgain> => {
    const { event } = await deps.desk.readEvent(endpoint, eventKey)
    checkAmendment(event, amendment, deps.policy)
    await deps.desk.amendEvent(endpoint, eventKey, amendment)
    return planAgain(deps, { endpoint, eventKey })
  }

/** Plans anew: the policy, or what is stored with the event, may be another by now. */
export const replanEvent =
  (deps: Deps) =>
  (ref: EventRef): Promise<PlannedAgain> =>
    planAgain(deps, ref)

export async function planAgain(
  { desk, policy }: Deps,
  { endpoint, eventKey }: EventRef,
): Promise<PlannedAgain> {
  const { event, amendment } = await desk.readEvent(endpoint, eventKey)
  const plan = planFor(event, policy, amendment)
  if (plan.type === 'fulfil') return { event: applyAmendment(event, amendment), plan }
  throw new FulfilmentError({
    code: 'INVALID_DECISION',
    retryable: false,
    message: `by today's policy this event asks for no payment's books (${plan.type === 'record' ? plan.reason : plan.workflow}): send skip or abort`,
  })
}
