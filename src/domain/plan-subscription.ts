import { grantsMet } from './grants-met.ts'
import type { PaymentEvent, SubscriptionRef } from './payment-event.ts'
import type { EndpointPolicy, Policy } from './policy.ts'
import type { SubscriptionFact, SubscriptionStatement } from './subscription-fact.ts'

/** What a subscription opens where nobody names a product. */
const UNNAMED_PRODUCT = 'subscription'

/** What an event states about a subscription; undefined where it states nothing. */
export function subscriptionStatementOf(
  event: PaymentEvent,
  endpoint: EndpointPolicy,
  policy: Policy,
): SubscriptionStatement | undefined {
  const { subscription } = event
  if (subscription === undefined) return undefined
  const fact = factOf(event, subscription, endpoint, policy.subscriptions.days)
  if (fact === undefined) return undefined
  return {
    endpoint: event.endpoint,
    eventKey: event.eventKey,
    account: event.account,
    subscriptionId: subscription.id,
    at: event.occurredAt ?? event.receivedAt,
    fact,
    products: productsOf(event, subscription, endpoint),
    ...(event.owner === undefined ? {} : { owner: event.owner }),
    ...(fact.type === 'paid' && event.paymentId !== undefined ? { paymentId: event.paymentId } : {}),
  }
}

function factOf(
  { type }: PaymentEvent,
  { periodEnd, cancelAtPeriodEnd }: SubscriptionRef,
  { effectsAt }: EndpointPolicy,
  days: number,
): SubscriptionFact | undefined {
  const period = periodEnd === undefined ? {} : { periodEnd }
  switch (type) {
    case 'subscription.started':
    case 'subscription.renewed':
      return {
        type: type === 'subscription.started' ? 'started' : 'renewed',
        days,
        ...period,
        ...(cancelAtPeriodEnd === undefined ? {} : { cancelAtPeriodEnd }),
      }
    case 'subscription.past_due':
      return { type: 'past_due' }
    case 'subscription.cancelled':
      return { type: 'cancelled', ...period }
    case 'subscription.expired':
      return { type: 'expired', ...period }
    case 'payment.pending':
      return effectsAt === 'confirmed' ? undefined : { type: 'paid', days, ...period }
    case 'payment.confirmed':
    case 'payment.succeeded':
      return { type: 'paid', days, ...period }
    case 'payment.observed':
    case 'payment.failed':
    case 'payment.refunded':
    case 'payment.refund_failed':
    case 'payment.disputed':
    case 'checkout.completed':
    case 'checkout.expired':
    case 'deposit.detected':
    case 'reward.recorded':
    case 'ping':
    case 'unknown':
      return undefined
  }
}

/** Its own product, and whatever the policy grants for what the event says of it. */
function productsOf(
  event: PaymentEvent,
  { product }: SubscriptionRef,
  endpoint: EndpointPolicy,
): readonly string[] {
  const granted = grantsMet(event, endpoint).map((grant) => grant.product)
  return [...new Set([...(product === undefined ? [] : [product]), ...granted])]
}

/** Of all facts the last that names any; of none, one name for all. */
export function productsNamed(statements: readonly SubscriptionStatement[]): readonly string[] {
  const named = statements.findLast(({ products }) => products.length > 0)
  return named?.products ?? [UNNAMED_PRODUCT]
}
