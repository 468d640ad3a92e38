import type { PaymentEvent } from '../domain/payment-event.ts'
import type { FulfilPlan, SubscribePlan, WorkPlan } from '../domain/plan.ts'

/** The one argument of every event workflow: what an operator reads first. No personal data, no nulls. */
export interface EventInput<Planned extends WorkPlan = WorkPlan> {
  readonly event: PaymentEvent
  readonly plan: Planned
  /** Set when operators want each posting as its own row; else the books are tried as a local activity first. */
  readonly ledgerFirstTry?: 'regular'
}

export type FulfilmentInput = EventInput<FulfilPlan>
export type SubscriptionChange = EventInput<SubscribePlan>

/** How the story of a subscription's event ended. */
export interface SubscriptionChangeResult {
  readonly outcome: 'fulfilled' | 'aborted'
  readonly owner?: string
  readonly phase?: string
  readonly skipped?: readonly string[]
}

/** How the story ended. */
export interface FulfilmentResult {
  readonly outcome: 'fulfilled' | 'aborted'
  readonly paymentId?: string
  readonly owner?: string
  readonly orderStatus?: string
  /** Of the transaction that minted its tokens. */
  readonly txHash?: string
  /** Of the money that an operator had given back, as its provider names it. */
  readonly refundId?: string
  readonly skipped?: readonly string[]
}
