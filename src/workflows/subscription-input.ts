import type { OpenPark } from './run.ts'

/** The subscription whose clock this is. All else stands in its row. */
export interface SubscriptionInput {
  readonly account: string
  readonly subscriptionId: string
  /** Carried on by a run that had grown long. */
  readonly carried?: {
    readonly parks: number
    /** Still open, and still answered under its id. */
    readonly park?: OpenPark
  }
}

/** How a clock stopped. Whatever comes later starts it again. */
export interface SubscriptionResult {
  readonly outcome: 'over' | 'aborted'
  readonly because: string
}
