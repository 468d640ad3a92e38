import type { PaymentEvent } from '../domain/payment-event.ts'
import type { FulfilPlan } from '../domain/plan.ts'

/** The one argument of every event workflow: what an operator reads first. No personal data, no nulls. */
export interface FulfilmentInput {
  readonly event: PaymentEvent
  readonly plan: FulfilPlan
  /** Set when operators want each posting as its own row; else the books are tried as a local activity first. */
  readonly ledgerFirstTry?: 'regular'
}

/** How the story ended. */
export interface FulfilmentResult {
  readonly outcome: 'fulfilled' | 'aborted'
  readonly paymentId?: string
  readonly owner?: string
  readonly orderStatus?: string
  /** Of the transaction that minted its tokens. */
  readonly txHash?: string
  readonly skipped?: readonly string[]
}
