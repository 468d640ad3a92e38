import { impersonalIdAt } from './personal.ts'
import type { Provider } from './provider.ts'
import { sessionCompleted, sessionExpired, sessionFailed } from './stripe-checkout.ts'
import type { Dialect } from './stripe-envelope.ts'
import { dataObject, translateWith } from './stripe-envelope.ts'
import { invoiceFailed, invoicePaid, invoicePaymentPaid } from './stripe-invoice.ts'
import {
  chargeRefunded,
  chargeSucceeded,
  intentFailed,
  intentObserved,
  intentProcessing,
  intentSucceeded,
} from './stripe-payment.ts'
import { disputeChanged, refundChanged, refundFailed } from './stripe-refund.ts'
import {
  subscriptionCreated,
  subscriptionDeleted,
  subscriptionObserved,
  subscriptionUpdated,
} from './stripe-subscription.ts'
import { timestampedSignature } from './timestamped-signature.ts'

const dialect: Dialect = {
  fulfilOn: 'checkout',
  objectOf: dataObject,
  orderReferenceOf: (object) => impersonalIdAt(object, 'client_reference_id'),
  readers: {
    'checkout.session.completed': sessionCompleted,
    'checkout.session.async_payment_succeeded': sessionCompleted,
    'checkout.session.async_payment_failed': sessionFailed,
    'checkout.session.expired': sessionExpired,
    'payment_intent.created': intentObserved,
    'payment_intent.processing': intentProcessing,
    'payment_intent.succeeded': intentSucceeded,
    'payment_intent.payment_failed': intentFailed,
    'charge.succeeded': chargeSucceeded,
    'charge.captured': chargeSucceeded,
    'charge.refunded': chargeRefunded,
    'charge.refund.updated': refundChanged,
    'refund.created': refundChanged,
    'refund.updated': refundChanged,
    'refund.failed': refundFailed,
    'charge.dispute.created': disputeChanged,
    'charge.dispute.updated': disputeChanged,
    'charge.dispute.closed': disputeChanged,
    'charge.dispute.funds_withdrawn': disputeChanged,
    'charge.dispute.funds_reinstated': disputeChanged,
    'customer.subscription.created': subscriptionCreated,
    'customer.subscription.updated': subscriptionUpdated,
    'customer.subscription.paused': subscriptionUpdated,
    'customer.subscription.resumed': subscriptionUpdated,
    'customer.subscription.deleted': subscriptionDeleted,
    'customer.subscription.trial_will_end': subscriptionObserved,
    'customer.subscription.pending_update_applied': subscriptionUpdated,
    'customer.subscription.pending_update_expired': subscriptionObserved,
    'invoice.paid': invoicePaid,
    'invoice.payment_succeeded': invoicePaid,
    'invoice.payment_failed': invoiceFailed,
    'invoice_payment.paid': invoicePaymentPaid,
  },
}

/** What it can be asked for again. */
export const STRIPE_EVENT_TYPES: readonly string[] = Object.keys(dialect.readers)

/** Stripe: https://docs.stripe.com/webhooks */
export const stripe: Provider = {
  name: 'stripe',
  rejectStatus: 400,
  ...timestampedSignature('Stripe-Signature'),
  translate: (body, delivery) => translateWith(dialect, body, delivery),
}
