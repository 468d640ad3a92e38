import type { SubscriptionName } from '../domain/subscription-fact.ts'

/** What a provider says of a subscription when it is asked. */
export type SubscriptionAnswer =
  | { readonly type: 'runs'; readonly periodEnd: string; readonly cancelAtPeriodEnd: boolean }
  /** Not paid, or over. */
  | { readonly type: 'ended' }

/** A provider that can be asked. */
export interface SubscriptionSource {
  /**
   * Undefined where this endpoint's provider cannot be asked.
   * @throws FulfilmentError PROVIDER_UNAVAILABLE (retryable)
   */
  ask(endpoint: string, subscriptionId: string): Promise<SubscriptionAnswer | undefined>
}

/** Where subscriptions keep their clocks, and who knows better. */
export interface SubscriptionClocks {
  /** Starts the clock of a subscription, or makes the one that runs look again. */
  readonly track: (subscription: SubscriptionName) => Promise<void>
  /** Missing where no provider can be asked. */
  readonly source?: SubscriptionSource
}

/** A subscription, and the time by the clock of whoever asks: ms since 1970. */
export interface SubscriptionAt extends SubscriptionName {
  readonly now: number
}
