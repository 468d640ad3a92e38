import type { OwnerClaim } from './owner.ts'

/** The provider says that it runs. `days`: how long a period is taken to be where its end is not said. */
export interface RunningFact {
  readonly type: 'started' | 'renewed'
  readonly days: number
  readonly periodEnd?: string
  readonly cancelAtPeriodEnd?: boolean
}

/** Money came for a period. */
export interface PaidFact {
  readonly type: 'paid'
  readonly days: number
  readonly periodEnd?: string
}

export interface PastDueFact {
  readonly type: 'past_due'
}

/** It ends with `periodEnd`, which may be to come; else when it was said. */
export interface CancelledFact {
  readonly type: 'cancelled'
  readonly periodEnd?: string
}

/** Over with the period that ended then; one that ends later is none of its business. */
export interface ExpiredFact {
  readonly type: 'expired'
  readonly periodEnd?: string
}

/** Our own clock: nobody has paid for the period after this one. */
export interface LapsedFact {
  readonly type: 'lapsed'
  readonly periodEnd: string
}

/** Our own clock: its provider could not be asked, so nothing is taken away before `until`. */
export interface HeldFact {
  readonly type: 'held'
  readonly periodEnd: string
  readonly until: string
}

/** An operator's word: it outranks what providers say of the same time. */
export type SubscriptionWord =
  | { readonly type: 'extend'; readonly until: string }
  | { readonly type: 'cancel'; readonly until: string }
  | { readonly type: 'restore' }

export type SubscriptionFact =
  | RunningFact
  | PaidFact
  | PastDueFact
  | CancelledFact
  | ExpiredFact
  | LapsedFact
  | HeldFact
  | SubscriptionWord

/** What one event states about one subscription. All times ISO-8601 UTC. */
export interface SubscriptionStatement {
  readonly endpoint: string
  readonly eventKey: string
  readonly account: string
  readonly subscriptionId: string
  /** The provider's time, else when we took it in: facts are read in this order, whenever they come. */
  readonly at: string
  readonly fact: SubscriptionFact
  readonly owner?: OwnerClaim
  /** What it opens, its own product first; empty where the event does not say. */
  readonly products: readonly string[]
  /** The payment that came for it: money that is gone pays for nothing. */
  readonly paymentId?: string
}

/** A subscription by its name. */
export interface SubscriptionName {
  readonly account: string
  readonly subscriptionId: string
}

/** The endpoint of what our own clock states, and of what operators say. */
export const SUBSCRIPTION_CLOCK = 'sys:subscription'
