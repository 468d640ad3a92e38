import type { PaymentEvent } from '../domain/payment-event.ts'
import type { EndpointPolicy } from '../domain/policy.ts'

/**
 * The event with those attributes only that a grant of its endpoint matches on. Shops keep names and telephone numbers
 * in their metadata: what nothing asks for does not go into Temporal.
 */
export function onlyGranting(event: PaymentEvent, { grants = [] }: EndpointPolicy): PaymentEvent {
  const { attributes, ...rest } = event
  const asked = new Set(grants.flatMap(({ match }) => Object.keys(match)))
  const kept = Object.entries(attributes ?? {}).filter(([name]) => asked.has(name))
  return kept.length === 0 ? rest : { ...rest, attributes: Object.fromEntries(kept) }
}
