/** What may still be given back of a payment, by its provider's own word. */
export interface Refundable {
  /** The payment as its provider is asked for it. */
  readonly providerPayment: string
  /** Integer minor units as a decimal string; more than zero. */
  readonly amount: string
  readonly asset: string
  /** Which refund of the payment this would be, counted from 1, whatever became of those before: names it. */
  readonly nth: number
}

export interface RefundAsk extends Refundable {
  /** Of the effect. Asked again with it, nothing goes back twice. */
  readonly key: string
}

/** A provider that can be asked for a payer's money back. */
export interface ProviderRefunds {
  /**
   * All that is left of the payment that bears one of these names; or what was given back under a key that nobody heard the end of.
   * @throws FulfilmentError INVALID_DECISION, PROVIDER_REFUSED (final), PROVIDER_UNAVAILABLE (retryable)
   */
  left(names: readonly string[], unheard?: string): Promise<Refundable>
  /**
   * Gives it back, once per key; resolves with the refund's id at the provider.
   * @throws FulfilmentError PROVIDER_REFUSED (final), PROVIDER_UNAVAILABLE (retryable)
   */
  refund(ask: RefundAsk): Promise<string>
}
