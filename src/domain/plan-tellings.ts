import type { Fact } from './fact.ts'
import type { PaymentEvent } from './payment-event.ts'
import type { EndpointPolicy, Policy } from './policy.ts'
import {
  type DeliverEffect,
  type NotifyEffect,
  reachable,
  type Telling,
  type Template,
  type Topic,
} from './telling.ts'

/** Who hears of an event once its fact is stated, where there is a way to tell them. */
export function tellingsOf(
  event: PaymentEvent,
  endpoint: EndpointPolicy,
  { channels }: Policy,
  fact: Fact,
): readonly Telling[] {
  return reachable(toldOf(event, endpoint, fact), channels)
}

/** What became of pending money without an event: seen on chain, or said by an operator. */
export function tellingsOfSettlement(
  state: 'pending' | 'confirmed' | 'gone',
  generation: number,
  { channels }: Policy,
): readonly Telling[] {
  return reachable(toldOfSettlement(state, String(generation)), channels)
}

function toldOf(event: PaymentEvent, { effectsAt }: EndpointPolicy, fact: Fact): readonly Telling[] {
  switch (event.type) {
    case 'payment.pending':
      return effectsAt === 'confirmed' ? [] : PAID
    case 'payment.confirmed':
      return [...PAID, deliver('payment.settled')]
    case 'payment.succeeded':
      return PAID
    case 'payment.failed':
      return [notify('payment-failed', event.eventKey), deliver('payment.failed', event.eventKey)]
    case 'payment.refunded': {
      const what = [fact.type === 'refund_target' ? fact.amount : event.eventKey, atOf(event)]
      return [notify('refund', ...what), deliver('payment.refunded', ...what)]
    }
    case 'payment.refund_failed':
      return [deliver('payment.refund_failed', event.refundId)]
    case 'payment.disputed':
      return [deliver('payment.disputed', event.disputeId, event.status)]
    case 'checkout.expired':
      return [deliver('order.expired')]
    case 'deposit.detected':
      return [notify('deposit'), deliver('deposit.credited')]
    case 'checkout.completed':
      return [notify('welcome'), deliver('purchase.recorded')]
    case 'reward.recorded':
      return [deliver('reward.recorded')]
    case 'payment.observed':
    case 'subscription.started':
    case 'subscription.renewed':
    case 'subscription.past_due':
    case 'subscription.cancelled':
    case 'subscription.expired':
    case 'ping':
    case 'unknown':
      return []
  }
}

function toldOfSettlement(state: 'pending' | 'confirmed' | 'gone', generation: string): readonly Telling[] {
  switch (state) {
    case 'gone':
      return [notify('payment-reversed', generation), deliver('payment.reversed', generation)]
    case 'confirmed':
      return [...PAID, deliver('payment.settled')]
    case 'pending':
      // The first time its own event tells; what comes back was told to be gone.
      return generation === '1' ? [] : [deliver('payment.restored', generation)]
  }
}

function notify(template: Template, ...what: string[]): NotifyEffect {
  return { type: 'notify', template, ...(what.length === 0 ? {} : { what }) }
}

function deliver(topic: Topic, ...what: string[]): DeliverEffect {
  return { type: 'deliver', topic, ...(what.length === 0 ? {} : { what }) }
}

const PAID: readonly Telling[] = [
  { type: 'notify', template: 'receipt' },
  { type: 'deliver', topic: 'order.paid' },
]

function atOf({ occurredAt, receivedAt }: PaymentEvent): string {
  return occurredAt ?? receivedAt
}
