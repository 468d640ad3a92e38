/** Some of what a provider says when it is asked. */
export interface EventPage {
  /** Each as the provider would have posted it. */
  readonly bodies: readonly Buffer[]
  /** Unix seconds: with this page, everything before was handed over. */
  readonly readTo?: bigint
}

/** A provider that can be asked what happened. */
export interface ProviderEvents {
  /**
   * What happened since (Unix seconds), in pages. What only just happened is left out: its webhook is on its way.
   * @throws FulfilmentError PROVIDER_UNAVAILABLE (retryable), PROVIDER_REFUSED
   */
  readonly since: (from: bigint) => AsyncIterable<EventPage>
}
