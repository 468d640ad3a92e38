import type { PaymentEvent } from './payment-event.ts'
import type { EndpointPolicy, Grant } from './policy.ts'

/** Every grant of the merchant's policy whose conditions the event's attributes all meet. */
export function grantsMet(
  { attributes = {} }: Pick<PaymentEvent, 'attributes'>,
  { grants = [] }: EndpointPolicy,
): readonly Grant[] {
  return grants.filter(({ match }) =>
    Object.entries(match).every(([name, value]) => attributes[name] === value),
  )
}
