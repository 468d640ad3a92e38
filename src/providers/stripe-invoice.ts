import type { SubscriptionRef } from '../domain/payment-event.ts'
import type { JsonObject } from './body.ts'
import { at, objectsAt } from './body.ts'
import { defined, timeAt } from './fields.ts'
import { impersonalIdAt } from './personal.ts'
import type { Opened, Reader } from './stripe-envelope.ts'
import type { PaymentIds } from './stripe-ids.ts'
import { isZeroAt, moneyAt, paymentIds, referenceAt } from './stripe-ids.ts'
import { itemOf, linesOf, productOf } from './stripe-purchase.ts'

interface Paying {
  readonly intent: string | undefined
  readonly charge: string | undefined
}

/**
 * What paid an invoice: named by it until API 2025-03-31, since then listed, where it is expanded. An invoice paid in
 * several parts is none of them.
 */
function payingOf(invoice: JsonObject): Paying {
  const listed = objectsAt(invoice, 'payments', 'data')
  const paid = listed.filter((payment) => at(payment, 'status') === 'paid')
  const candidates = paid.length > 0 ? paid : listed
  const payment = candidates.length === 1 ? candidates[0] : undefined
  return {
    intent: referenceAt(invoice, 'payment_intent') ?? referenceAt(payment, 'payment', 'payment_intent'),
    charge: referenceAt(invoice, 'charge') ?? referenceAt(payment, 'payment', 'charge'),
  }
}

function invoiceIds(invoice: JsonObject): PaymentIds {
  const { intent, charge } = payingOf(invoice)
  const id = impersonalIdAt(invoice, 'id')
  return intent === undefined ? paymentIds(id, charge) : paymentIds(intent, id)
}

/** The period a paid invoice pays for ends with its lines; `invoice.period_end` is when its usage was counted. */
function subscriptionOf(invoice: JsonObject): SubscriptionRef | undefined {
  const id =
    referenceAt(invoice, 'subscription') ??
    referenceAt(invoice, 'parent', 'subscription_details', 'subscription')
  if (id === undefined) return undefined
  return { id, ...defined({ product: productOf(itemOf(invoice)), periodEnd: periodEndOf(invoice) }) }
}

function periodEndOf(invoice: JsonObject): string | undefined {
  return linesOf(invoice)
    .map((line) => timeAt(line, 'period', 'end'))
    .reduce(
      (latest, end) => (latest === undefined || (end !== undefined && end > latest) ? end : latest),
      undefined,
    )
}

/**
 * `invoice.paid` and `invoice.payment_succeeded` both say this of one invoice, and mean one payment. Where charges or
 * intents fulfil, an invoice that does not name its own could be credited beside it: then it moves no money.
 */
export const invoicePaid: Reader = ({ object: invoice, fulfilOn }) => {
  const ids = invoiceIds(invoice)
  const subscription = subscriptionOf(invoice)
  if (movesMoney(invoice, fulfilOn))
    return {
      type: 'payment.succeeded',
      ...ids,
      money: moneyAt(invoice, 'amount_paid'),
      ...defined({ subscription }),
    }
  return subscription === undefined
    ? { type: 'payment.observed', ...ids }
    : { type: 'subscription.renewed', ...ids, subscription }
}

function movesMoney(invoice: JsonObject, fulfilOn: Opened['fulfilOn']): boolean {
  if (isZeroAt(invoice, 'amount_paid')) return false
  const { intent, charge } = payingOf(invoice)
  return fulfilOn === 'checkout' || intent !== undefined || charge !== undefined
}

/** The lines of an unpaid invoice name the period that was *not* paid: it must not extend anything. */
export const invoiceFailed: Reader = ({ object: invoice }) => {
  const ids = invoiceIds(invoice)
  const billed = subscriptionOf(invoice)
  if (billed === undefined) return { type: 'payment.failed', ...ids }
  const subscription = { id: billed.id, ...defined({ product: billed.product }) }
  const isFirst = at(invoice, 'billing_reason') === 'subscription_create'
  return { type: isFirst ? 'payment.failed' : 'subscription.past_due', ...ids, subscription }
}

/** Since API 2025-03-31 this is what says which intent paid which invoice. */
export const invoicePaymentPaid: Reader = ({ object: part }) => {
  const payment = referenceAt(part, 'payment', 'payment_intent') ?? referenceAt(part, 'payment', 'charge')
  const invoice = referenceAt(part, 'invoice')
  const isWhole = at(part, 'is_default') !== false
  return {
    type: 'payment.observed',
    ...paymentIds(payment, isWhole || payment === undefined ? invoice : undefined),
  }
}
