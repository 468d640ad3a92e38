import { at } from './body.ts'
import type { Provider } from './provider.ts'
import { provisioned, sessionCompleted } from './stripe-checkout.ts'
import type { Dialect, Reader } from './stripe-envelope.ts'
import { dataObject, translateWith } from './stripe-envelope.ts'
import { invoiceFailed, invoicePaid } from './stripe-invoice.ts'
import { chargeRefunded, chargeSucceeded } from './stripe-payment.ts'
import { subscriptionCreated, subscriptionDeleted } from './stripe-subscription.ts'
import { timestampedSignature } from './timestamped-signature.ts'

/** Here the charge brings the money; the session opens the account, unless the policy lets the session fulfil. */
const sessionProvisioned: Reader = (opened) => {
  const isUnpaid = at(opened.object, 'payment_status') === 'unpaid'
  return isUnpaid || opened.fulfilOn === 'checkout' ? sessionCompleted(opened) : provisioned(opened.object)
}

const dialect: Dialect = {
  fulfilOn: 'charge',
  objectOf: dataObject,
  readers: {
    'charge.succeeded': chargeSucceeded,
    'charge.refunded': chargeRefunded,
    'checkout.session.completed': sessionProvisioned,
    'customer.subscription.created': subscriptionCreated,
    'customer.subscription.deleted': subscriptionDeleted,
    'invoice.payment_succeeded': invoicePaid,
    'invoice.payment_failed': invoiceFailed,
  },
}

/** Loops: https://docs.loops.fi/guides/webhooks */
export const loops: Provider = {
  name: 'loops',
  rejectStatus: 400,
  ...timestampedSignature('X-Loops-Signature'),
  translate: (body, delivery) => translateWith(dialect, body, delivery),
}
