import type { Amendment } from './amendment.ts'
import type { OwnerClaim } from './owner.ts'

/** `pending` can still be undone by the chain, `gone` was. Within a generation the greatest wins. */
export type MoneyState = 'pending' | 'confirmed' | 'gone'

/** What the money becomes: a balance, or tokens. One per payment, claimed before anything is done. */
export type ValueKind = 'credit' | 'mint'

export interface MoneyFact {
  readonly type: 'money'
  readonly state: MoneyState
  readonly value: ValueKind
  /** Integer minor units as a decimal string. Missing: the registered order's, else INVALID_AMOUNT. */
  readonly amount?: string
  /** Without an amount: what the order's must be in. */
  readonly asset?: string
  readonly network?: string
  readonly txHash?: string
  /** Block hash the money was seen in; another one after `gone` opens the next generation. */
  readonly block?: string
}

/** Where a payment stands that has no money (yet). */
export interface OutcomeFact {
  readonly type: 'outcome'
  readonly outcome: 'pending' | 'failed' | 'expired'
}

/** Cumulative: all that was refunded so far. The newest by the provider's time holds, the larger at equal times. */
export interface RefundTargetFact {
  readonly type: 'refund_target'
  readonly amount: string
  readonly asset: string
}

export interface RefundFailedFact {
  readonly type: 'refund_failed'
  readonly refundId: string
  readonly amount: string
  readonly asset: string
}

export interface DisputeFact {
  readonly type: 'dispute'
  readonly disputeId: string
  readonly amount: string
  readonly asset: string
  readonly status: 'opened' | 'won' | 'lost'
}

/** Nothing but ids: this payment is also known by these. */
export interface LinkFact {
  readonly type: 'link'
  /** Nothing is to be paid: what it grants is open as long as no money is stated. */
  readonly free?: true
}

/** An operator's word outranks the providers'; the last one counts. */
export interface OperatorFact {
  readonly type: 'operator'
  readonly word: 'confirm' | 'reverse' | 'hold' | 'release'
}

export type Fact =
  | MoneyFact
  | OutcomeFact
  | RefundTargetFact
  | RefundFailedFact
  | DisputeFact
  | LinkFact
  | OperatorFact

/** Identity of a deposit beside its payment id, kept as a row of its own and compared with its neighbours. */
export interface DepositDetails {
  readonly customer?: string
  readonly address?: string
  readonly detectedAt?: string
}

/** Access to a product, for so many days from the payment, or without an end. */
export interface GrantedProduct {
  readonly product: string
  readonly days?: number
}

/** What one event states about one payment: the input of `ledger.state_fact`. */
export interface Statement {
  readonly endpoint: string
  readonly eventKey: string
  readonly account: string
  readonly paymentId: string
  readonly refs: readonly string[]
  /** The provider's time, else when we took it in; ISO-8601 UTC. Decides between facts, never whether one is stated. */
  readonly at: string
  readonly fact: Fact
  readonly owner?: OwnerClaim
  readonly orderReference?: string
  /** An operator named the order: that outranks what the payment's other events say. */
  readonly orderIsAmended?: true
  readonly ordersMustExist?: true
  readonly pendingIsSpendable?: false
  readonly deposit?: DepositDetails
  /** What the purchase opens, for as long as something of it is paid. */
  readonly grants?: readonly GrantedProduct[]
  /** Access waits for the chain's last word; else it is given with the money, pending or not. */
  readonly grantsAt?: 'confirmed'
  /** An operator said that this money is not the similar one beside it. */
  readonly distinct?: true
  /** What it was planned with: a statement that knows less than is stored with the event is refused. */
  readonly amendment?: Amendment
}
