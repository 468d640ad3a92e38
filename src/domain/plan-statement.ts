import type { Fact, Statement } from './fact.ts'
import { grantsMet } from './grants-met.ts'
import type { CheckoutCompletedEvent, DepositEvent, PaymentEvent } from './payment-event.ts'
import type { EndpointPolicy } from './policy.ts'

/** An event that is about a payment. */
export type Fulfilled =
  | Extract<PaymentEvent, { readonly paymentId: string }>
  | (CheckoutCompletedEvent & { readonly paymentId: string })

/** A fact with all that its event, and the policy of its endpoint, say about the payment. */
export function statementOf(event: Fulfilled, endpoint: EndpointPolicy, fact: Fact): Statement {
  return {
    endpoint: event.endpoint,
    eventKey: event.eventKey,
    account: event.account,
    paymentId: event.paymentId,
    refs: event.refs ?? [],
    at: event.occurredAt ?? event.receivedAt,
    fact,
    ...(event.owner === undefined ? {} : { owner: event.owner }),
    ...(event.orderReference === undefined ? {} : { orderReference: event.orderReference }),
    ...(endpoint.ordersMustExist ? { ordersMustExist: true } : {}),
    ...(endpoint.pendingIsSpendable === false ? { pendingIsSpendable: false } : {}),
    ...(event.type === 'deposit.detected' ? { deposit: depositOf(event) } : {}),
    ...grantsOf(event, endpoint, fact),
  }
}

/** What a purchase opens by the merchant's policy. What a subscription opens, it opens for its own time. */
function grantsOf(
  event: PaymentEvent,
  endpoint: EndpointPolicy,
  fact: Fact,
): Pick<Statement, 'grants' | 'grantsAt'> {
  if ((fact.type !== 'money' && event.type !== 'checkout.completed') || event.subscription !== undefined)
    return {}
  const { effectsAt } = endpoint
  const met = grantsMet(event, endpoint)
  if (met.length === 0) return {}
  return {
    grants: met.map(({ product, days }) => ({ product, ...(days === undefined ? {} : { days }) })),
    ...(effectsAt === 'confirmed' ? { grantsAt: effectsAt } : {}),
  }
}

function depositOf(event: DepositEvent): NonNullable<Statement['deposit']> {
  return {
    ...(event.customerId === undefined ? {} : { customer: event.customerId }),
    ...(event.address === undefined ? {} : { address: event.address }),
    ...(event.detectedAt === undefined ? {} : { detectedAt: event.detectedAt }),
  }
}
