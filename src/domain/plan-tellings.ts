import type { Fact, MoneyState } from './fact.ts'
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

/** Money that was seen on chain to be so, or said by an operator. */
export interface SeenMoneyState {
  readonly state: MoneyState
  readonly generation: number
  /** Of an operator: tells one word from another, for words open no generation. */
  readonly word?: string
  /** It was told to be gone, in this generation. */
  readonly wasReversed?: boolean
}

/** What became of pending money without an event. */
export function tellingsOfSettlement(seen: SeenMoneyState, { channels }: Policy): readonly Telling[] {
  return reachable(toldOfSettlement(seen), channels)
}

/** Money that came back is settled anew: what was told of its first time says nothing of this one. */
export function ofGeneration(tellings: readonly Telling[], generation: number): readonly Telling[] {
  return tellings.map((telling) =>
    telling.type === 'deliver' && telling.topic === 'payment.settled' ? settled(generation) : telling,
  )
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

function toldOfSettlement({ state, generation, word, wasReversed }: SeenMoneyState): readonly Telling[] {
  const which = [String(generation), ...(word === undefined ? [] : [word])]
  const restored = deliver('payment.restored', ...which)
  switch (state) {
    case 'gone':
      return [notify('payment-reversed', ...which), deliver('payment.reversed', ...which)]
    case 'confirmed':
      return [...PAID, ...(wasReversed ? [restored] : []), settled(generation)]
    case 'pending':
      // The first time its own event tells; what comes back was told to be gone.
      return generation === 1 ? [] : [restored]
  }
}

function settled(generation: number): DeliverEffect {
  return deliver('payment.settled', ...(generation === 1 ? [] : [String(generation)]))
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
