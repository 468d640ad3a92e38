import type { SubscriptionEvent, SubscriptionRef } from '../domain/payment-event.ts'
import type { JsonObject } from './body.ts'
import { at, invalidPayload, objectsAt, textAt } from './body.ts'
import { booleanAt, defined, timeAt } from './fields.ts'
import { impersonalIdAt } from './personal.ts'
import type { Reader, Stated } from './stripe-envelope.ts'
import { paymentIds, referenceAt } from './stripe-ids.ts'
import { itemOf, productOf } from './stripe-purchase.ts'

function idAndProduct(subscription: JsonObject): SubscriptionRef {
  const id = impersonalIdAt(subscription, 'id')
  if (id === undefined) throw invalidPayload('the subscription has no id')
  return { id, ...defined({ product: productOf(itemOf(subscription)) }) }
}

function running(subscription: JsonObject): SubscriptionRef {
  const periodEnd = periodEndOf(subscription)
  const cancelAtPeriodEnd = endsWithPeriod(subscription, periodEnd)
  return { ...idAndProduct(subscription), ...defined({ periodEnd, cancelAtPeriodEnd }) }
}

/** Stripe moves the period on before it is paid: of one past due it is the unpaid one, and must not extend anything. */
function pastDue(subscription: JsonObject): Stated {
  return { type: 'subscription.past_due', subscription: idAndProduct(subscription) }
}

/** Its period may have been cut short: it ended when the subscription did. */
function cancelled(subscription: JsonObject): Stated {
  const ended = defined({ periodEnd: timeAt(subscription, 'ended_at') })
  return { type: 'subscription.cancelled', subscription: { ...idAndProduct(subscription), ...ended } }
}

/** Since API 2025-03-31 the period ends of the items count, before that the subscription's own. */
function periodEndOf(subscription: JsonObject): string | undefined {
  const ends = objectsAt(subscription, 'items', 'data').map((item) => timeAt(item, 'current_period_end'))
  return (
    ends
      .filter((end) => end !== undefined)
      .toSorted()
      .at(-1) ?? timeAt(subscription, 'current_period_end')
  )
}

function endsWithPeriod(subscription: JsonObject, periodEnd: string | undefined): boolean | undefined {
  const cancelAt = timeAt(subscription, 'cancel_at')
  if (cancelAt !== undefined && cancelAt === periodEnd) return true
  return booleanAt(subscription, 'cancel_at_period_end')
}

const PAST_DUE = ['past_due', 'unpaid', 'paused']
const ENDED = ['canceled', 'incomplete_expired']

/** What a subscription's status says; `active` is what it means where the status is a good one. */
function byStatus(subscription: JsonObject, active: SubscriptionEvent['type']): Stated {
  const status = textAt(subscription, 'status') ?? ''
  if (PAST_DUE.includes(status)) return pastDue(subscription)
  if (ENDED.includes(status)) return cancelled(subscription)
  const isGood = status === 'active' || status === 'trialing'
  return isGood ? { type: active, subscription: running(subscription) } : observed(subscription)
}

/** Nothing has changed yet, as when it is `incomplete`: its first payment is still to come. */
function observed(subscription: JsonObject): Stated {
  const ref = running(subscription)
  const { paymentId } = paymentIds(referenceAt(subscription, 'latest_invoice'), ref.id)
  return { type: 'payment.observed', paymentId, subscription: ref }
}

export const subscriptionCreated: Reader = ({ object }) => byStatus(object, 'subscription.started')

export const subscriptionUpdated: Reader = ({ object, before }) =>
  byStatus(object, at(before, 'status') === 'incomplete' ? 'subscription.started' : 'subscription.renewed')

export const subscriptionDeleted: Reader = ({ object }) => cancelled(object)

/** A reminder, or a change that never came into force. */
export const subscriptionObserved: Reader = ({ object }) => observed(object)
