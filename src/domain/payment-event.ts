import type { StatedMoney } from './money.ts'
import type { OwnerClaim } from './owner.ts'

/** A subscription that a payment or a lifecycle event belongs to. Period ends are ISO-8601 UTC. */
export interface SubscriptionRef {
  readonly id: string
  readonly product?: string
  readonly periodEnd?: string
  readonly cancelAtPeriodEnd?: boolean
}

/** What every event carries, whatever its type. No personal data: it travels through Temporal. */
interface EventBase {
  /** Slug of the configured endpoint it came in by. */
  readonly endpoint: string
  /** Merchant account the endpoint belongs to. */
  readonly account: string
  readonly provider: string
  /** Identity of the event at its endpoint. */
  readonly eventKey: string
  /** The provider's own name of the type, e.g. `charge:pending`. */
  readonly providerType: string
  /** When we took it in, ISO-8601 UTC. */
  readonly receivedAt: string
  /** When it happened, as the provider says, ISO-8601 UTC. */
  readonly occurredAt?: string
  readonly livemode?: boolean
  /** The business thing, as the provider names it. */
  readonly paymentId?: string
  /** Other ids another event may name this payment by: session, invoice, charge. Never the payment id itself. */
  readonly refs?: readonly string[]
  readonly orderReference?: string
  readonly owner?: OwnerClaim
  /** Wallet that tokens go to, as it was named: judged where they are sent. */
  readonly wallet?: string
  readonly network?: string
  readonly txHash?: string
  readonly subscription?: SubscriptionRef
  /** Small facts the grants of the policy match on: `metadata.<key>`, `price`, `product`. */
  readonly attributes?: Readonly<Record<string, string>>
}

interface PaymentBase extends EventBase {
  readonly paymentId: string
}

/** Money came in. `pending` can still reorg; `confirmed` and `succeeded` are final. */
export interface PaidEvent extends PaymentBase {
  readonly type: 'payment.pending' | 'payment.confirmed' | 'payment.succeeded'
  readonly money: StatedMoney
}

/** A sibling of an event that fulfils. `awaiting`: money is on its way, the order is pending. */
export interface ObservedEvent extends PaymentBase {
  readonly type: 'payment.observed'
  readonly awaiting?: true
}

export interface FailedEvent extends PaymentBase {
  readonly type: 'payment.failed'
}

/** `money.amount` is cumulative: all that was refunded of this payment so far. */
export interface RefundedEvent extends PaymentBase {
  readonly type: 'payment.refunded'
  readonly money: StatedMoney
}

export interface RefundFailedEvent extends PaymentBase {
  readonly type: 'payment.refund_failed'
  readonly refundId: string
  readonly money: StatedMoney
}

export interface DisputedEvent extends PaymentBase {
  readonly type: 'payment.disputed'
  readonly disputeId: string
  readonly status: 'opened' | 'won' | 'lost'
  readonly money: StatedMoney
}

/** Checked out. `free`: nothing was to be paid, so no payment will come. */
export interface CheckoutCompletedEvent extends EventBase {
  readonly type: 'checkout.completed'
  readonly free?: true
}

export interface CheckoutExpiredEvent extends PaymentBase {
  readonly type: 'checkout.expired'
}

/** Money seen at a watched wallet. */
export interface DepositEvent extends PaymentBase {
  readonly type: 'deposit.detected'
  readonly money: StatedMoney
  readonly customerId?: string
  readonly address?: string
  readonly detectedAt?: string
}

export interface SubscriptionEvent extends EventBase {
  readonly type:
    | 'subscription.started'
    | 'subscription.renewed'
    | 'subscription.past_due'
    | 'subscription.cancelled'
    | 'subscription.expired'
  readonly subscription: SubscriptionRef
}

export interface RewardEvent extends PaymentBase {
  readonly type: 'reward.recorded'
  readonly money?: StatedMoney
}

export interface PingEvent extends EventBase {
  readonly type: 'ping'
}

/** A type we do not know: recorded as it came, so that it can be replayed when we do. */
export interface UnknownEvent extends EventBase {
  readonly type: 'unknown'
}

/** The closed union of everything a provider can tell us. `switch` on `type`, without `default`. */
export type PaymentEvent =
  | PaidEvent
  | ObservedEvent
  | FailedEvent
  | RefundedEvent
  | RefundFailedEvent
  | DisputedEvent
  | CheckoutCompletedEvent
  | CheckoutExpiredEvent
  | DepositEvent
  | SubscriptionEvent
  | RewardEvent
  | PingEvent
  | UnknownEvent

export type EventType = PaymentEvent['type']
