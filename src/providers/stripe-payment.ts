import type { JsonObject } from './body.ts'
import { at } from './body.ts'
import { impersonalIdAt } from './personal.ts'
import type { Reader } from './stripe-envelope.ts'
import type { PaymentIds } from './stripe-ids.ts'
import { moneyAt, paymentIds, referenceAt } from './stripe-ids.ts'

const INVOICE_ID = /^in_[A-Za-z0-9]{14,}$/

/**
 * Since API 2025-03-31 an intent no longer names its invoice, but Stripe writes the invoice's id into the intent's
 * order reference. Merchants may write there too, so only what is plainly Stripe's own id counts.
 */
function invoiceOf(intent: JsonObject): string | undefined {
  const reference = impersonalIdAt(intent, 'payment_details', 'order_reference')
  return referenceAt(intent, 'invoice') ?? (reference && INVOICE_ID.test(reference) ? reference : undefined)
}

function intentIds(intent: JsonObject): PaymentIds {
  return paymentIds(impersonalIdAt(intent, 'id'), invoiceOf(intent))
}

/** A charge without an intent is a payment of its own; refunds and disputes then name it by the charge alone. */
function chargeIds(charge: JsonObject): PaymentIds {
  const intent = referenceAt(charge, 'payment_intent')
  const invoice = invoiceOf(charge)
  return intent === undefined
    ? paymentIds(invoice, impersonalIdAt(charge, 'id'))
    : paymentIds(intent, invoice)
}

export const intentSucceeded: Reader = ({ object, fulfilOn }) =>
  fulfilOn === 'payment_intent'
    ? { type: 'payment.succeeded', ...intentIds(object), money: moneyAt(object, 'amount_received', 'amount') }
    : { type: 'payment.observed', ...intentIds(object) }

export const intentFailed: Reader = ({ object }) => ({ type: 'payment.failed', ...intentIds(object) })

export const intentProcessing: Reader = ({ object }) => ({
  type: 'payment.observed',
  awaiting: true,
  ...intentIds(object),
})

export const intentObserved: Reader = ({ object }) => ({ type: 'payment.observed', ...intentIds(object) })

/** An authorised charge succeeds before it is captured: the money is only on its way. */
export const chargeSucceeded: Reader = ({ object, fulfilOn }) => {
  const ids = chargeIds(object)
  if (at(object, 'captured') === false) return { type: 'payment.observed', awaiting: true, ...ids }
  return fulfilOn === 'charge'
    ? { type: 'payment.succeeded', ...ids, money: moneyAt(object, 'amount_captured', 'amount') }
    : { type: 'payment.observed', ...ids }
}

/** `amount_refunded` is all that was refunded so far, not what this refund gave back. */
export const chargeRefunded: Reader = ({ object }) => ({
  type: 'payment.refunded',
  ...chargeIds(object),
  money: moneyAt(object, 'amount_refunded'),
})
