import type { SubscriptionRef } from '../domain/payment-event.ts'
import type { JsonObject } from './body.ts'
import { textAt } from './body.ts'
import { defined } from './fields.ts'
import { impersonalIdAt } from './personal.ts'
import type { Reader, Stated } from './stripe-envelope.ts'
import type { PaymentIds } from './stripe-ids.ts'
import { isZeroAt, moneyAt, paymentIds, referenceAt } from './stripe-ids.ts'

/** A session in subscription mode has no intent: its payment is its first invoice's. An expired one may have neither. */
function sessionIds(session: JsonObject): PaymentIds {
  return paymentIds(
    referenceAt(session, 'payment_intent'),
    referenceAt(session, 'invoice'),
    impersonalIdAt(session, 'id'),
  )
}

/** Completed says that the customer is through, not that the money came: `payment_status` says that. */
export const sessionCompleted: Reader = ({ object: session, fulfilOn }) => {
  const ids = sessionIds(session)
  const status = textAt(session, 'payment_status')
  // It keeps a card for later, and nobody bought anything.
  if (textAt(session, 'mode') === 'setup') return { type: 'payment.observed', ...ids }
  if (isFree(session)) return provisioned(session)
  if (status !== 'paid') return { type: 'payment.observed', awaiting: true, ...ids }
  return fulfilOn === 'checkout' ? paid(session) : { type: 'payment.observed', ...ids }
}

export const sessionFailed: Reader = ({ object }) => ({ type: 'payment.failed', ...sessionIds(object) })

export const sessionExpired: Reader = ({ object }) => ({ type: 'checkout.expired', ...sessionIds(object) })

/** Checked out, and no money is stated by this event. */
export function provisioned(session: JsonObject): Stated {
  return {
    type: 'checkout.completed',
    ...sessionIds(session),
    ...subscriptionOf(session),
    ...(isFree(session) ? { free: true } : {}),
  }
}

function isFree(session: JsonObject): boolean {
  const status = textAt(session, 'payment_status')
  return status === 'no_payment_required' || (status === 'paid' && isZeroAt(session, 'amount_total'))
}

function paid(session: JsonObject): Stated {
  return {
    type: 'payment.succeeded',
    ...sessionIds(session),
    money: moneyAt(session, 'amount_total'),
    ...subscriptionOf(session),
  }
}

function subscriptionOf(session: JsonObject): { readonly subscription?: SubscriptionRef } {
  const id = referenceAt(session, 'subscription')
  return defined({ subscription: id === undefined ? undefined : { id } })
}
