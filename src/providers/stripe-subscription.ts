import type { SubscriptionEvent, SubscriptionRef } from '../domain/payment-event.ts'
import type { JsonObject } from './body.ts'
import { at, invalidPayload, objectsAt, textAt } from './body.ts'
import { booleanAt, defined, timeAt } from './fields.ts'
import { impersonalIdAt } from './personal.ts'
import type { Reader, Stated } from './stripe-envelope.ts'
import { paymentIds, referenceAt } from './stripe-ids.ts'
import { itemOf, productOf } from './stripe-purchase.ts'

function subscriptionOf(subscription: JsonObject): SubscriptionRef {
  const id = impersonalIdAt(subscription, 'id')
  if (id === undefined) throw invalidPayload('the subscription has no id')
  const periodEnd = periodEndOf(subscription)
  return {
    id,
    ...defined({
      product: productOf(itemOf(subscription)),
      periodEnd,
      cancelAtPeriodEnd: endsWithPeriod(subscription, periodEnd),
    }),
  }
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
  const ref = subscriptionOf(subscription)
  const status = textAt(subscription, 'status') ?? ''
  if (status === 'active' || status === 'trialing') return { type: active, subscription: ref }
  if (PAST_DUE.includes(status)) return { type: 'subscription.past_due', subscription: ref }
  if (ENDED.includes(status)) return { type: 'subscription.cancelled', subscription: ref }
  return observed(subscription, ref)
}

/** Nothing has changed yet, as when it is `incomplete`: its first payment is still to come. */
function observed(subscription: JsonObject, ref: SubscriptionRef): Stated {
  const ids = paymentIds(referenceAt(subscription, 'latest_invoice'), ref.id)
  return { type: 'payment.observed', paymentId: ids.paymentId, subscription: ref }
}

export const subscriptionCreated: Reader = ({ object }) => byStatus(object, 'subscription.started')

export const subscriptionUpdated: Reader = ({ object, before }) =>
  byStatus(object, at(before, 'status') === 'incomplete' ? 'subscription.started' : 'subscription.renewed')

export const subscriptionDeleted: Reader = ({ object }) => ({
  type: 'subscription.cancelled',
  subscription: subscriptionOf(object),
})

/** A reminder, or a change that never came into force. */
export const subscriptionObserved: Reader = ({ object }) => observed(object, subscriptionOf(object))
