import type { OpenPark } from './run.ts'

/** The payment a settlement watches. All else stands in the payment's row. */
export interface SettlementInput {
  readonly account: string
  readonly paymentId: string
  /** Set when operators want each posting as its own row. */
  readonly ledgerFirstTry?: 'regular'
  /** Carried on by a run that had grown long. */
  readonly carried?: {
    readonly parks: number
    /** Still open, and still answered under its id. */
    readonly park?: OpenPark
  }
}

/** What an event tells the settlement of its payment. */
export interface StatedSignal {
  /** When its money must be settled, if it is pending; ISO-8601 UTC. */
  readonly deadline: string
}

/** How a settlement ended. Whatever comes later starts it again. */
export interface SettlementResult {
  readonly outcome: 'settled' | 'aborted'
  readonly because: string
}
