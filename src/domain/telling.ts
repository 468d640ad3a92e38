// Whom something is told: the customer by mail, the merchant's app by a signed call. Names are part of effect keys and of
// what merchants receive: they never change.

/** What a mail says; one template each. */
export const TEMPLATES = [
  'receipt',
  'payment-failed',
  'payment-reversed',
  'refund',
  'deposit',
  'welcome',
  'subscription-started',
  'subscription-cancelled',
  'subscription-past-due',
  'subscription-expired',
] as const

export type Template = (typeof TEMPLATES)[number]

/** What the merchant's app is told. */
export const TOPICS = [
  'order.paid',
  'order.expired',
  'payment.settled',
  'payment.reversed',
  'payment.restored',
  'payment.failed',
  'payment.refunded',
  'payment.refund_failed',
  'payment.disputed',
  'tokens.minted',
  'deposit.credited',
  'purchase.recorded',
  'reward.recorded',
  'subscription.started',
  'subscription.renewed',
  'subscription.past_due',
  'subscription.cancelled',
  'subscription.expired',
] as const

export type Topic = (typeof TOPICS)[number]

/** A mail to whoever paid. `what` tells apart several of one template: business ids only. */
export interface NotifyEffect {
  readonly type: 'notify'
  readonly template: Template
  readonly what?: readonly string[]
}

/** A call to the merchant's app. `what` tells apart several of one topic: business ids only. */
export interface DeliverEffect {
  readonly type: 'deliver'
  readonly topic: Topic
  readonly what?: readonly string[]
}

export type Telling = NotifyEffect | DeliverEffect

/** The parts of the effect's key that say what of it. A payment has one receipt and one `order.paid`, and they bear none. */
export function whatOf(telling: Telling): readonly string[] {
  const name = telling.type === 'notify' ? telling.template : telling.topic
  const only = name === 'receipt' || name === 'order.paid'
  return [...(only ? [] : [name]), ...(telling.what ?? [])]
}

/** Nobody is welcomed twice at one account: the key names the owner instead of the payment. */
export function isOncePerOwner(telling: Telling): boolean {
  return telling.type === 'notify' && telling.template === 'welcome'
}

/** Mail, or the merchant's app: there where one is configured. */
export interface Channels {
  readonly mail?: boolean
  readonly delivery?: boolean
}

/** Those that can be told here. */
export function reachable(tellings: readonly Telling[], channels: Channels = {}): readonly Telling[] {
  return tellings.filter(({ type }) => (type === 'notify' ? channels.mail : channels.delivery) === true)
}
