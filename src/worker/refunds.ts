import type { Config } from '../config.ts'
import type { ProviderRefunds } from '../provider-apis/provider-refunds.ts'
import { createStripeRefunds } from '../provider-apis/stripe-refunds.ts'

/** Those whose keys are configured, by the provider's name. */
export function createRefunds({ stripe }: Pick<Config, 'stripe'>): ReadonlyMap<string, ProviderRefunds> {
  return new Map(stripe === undefined ? [] : [['stripe', createStripeRefunds(stripe)]])
}
