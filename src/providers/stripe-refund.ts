import type { DisputedEvent } from '../domain/payment-event.ts'
import type { JsonObject } from './body.ts'
import { invalidPayload, textAt } from './body.ts'
import { impersonalIdAt } from './personal.ts'
import type { Reader } from './stripe-envelope.ts'
import type { PaymentIds } from './stripe-ids.ts'
import { moneyAt, paymentIds, referenceAt } from './stripe-ids.ts'

/** The payment a refund or a dispute is about. */
function subjectIds(object: JsonObject): PaymentIds {
  const subject = referenceAt(object, 'payment_intent') ?? referenceAt(object, 'charge')
  return paymentIds(subject ?? impersonalIdAt(object, 'id'))
}

function ownId(object: JsonObject): string {
  const id = impersonalIdAt(object, 'id')
  if (id === undefined) throw invalidPayload('the refund or dispute has no id')
  return id
}

export const refundFailed: Reader = ({ object }) => ({
  type: 'payment.refund_failed',
  ...subjectIds(object),
  refundId: ownId(object),
  money: moneyAt(object, 'amount'),
})

/** A single refund that goes well is only observed: `charge.refunded` states the sum of them. */
export const refundChanged: Reader = (opened) => {
  const status = textAt(opened.object, 'status')
  if (status === 'failed' || status === 'canceled') return refundFailed(opened)
  return { type: 'payment.observed', ...subjectIds(opened.object) }
}

// The `warning_…` statuses are inquiries: no money is withdrawn, so they are not among these.
const DISPUTE_STATUS: ReadonlyMap<string, DisputedEvent['status']> = new Map([
  ['needs_response', 'opened'],
  ['under_review', 'opened'],
  ['charge_refunded', 'won'],
  ['won', 'won'],
  ['lost', 'lost'],
])

export const disputeChanged: Reader = ({ object: dispute }) => {
  const ids = subjectIds(dispute)
  const status = DISPUTE_STATUS.get(textAt(dispute, 'status') ?? '')
  if (status === undefined) return { type: 'payment.observed', ...ids }
  return {
    type: 'payment.disputed',
    ...ids,
    disputeId: ownId(dispute),
    status,
    money: moneyAt(dispute, 'amount'),
  }
}
