import type { Config } from './config.ts'

/** Providers that can be asked for a payer's money back, by the keys that are configured. */
export function refundProviders({ stripe }: Pick<Config, 'stripe'>): readonly string[] {
  return stripe === undefined ? [] : ['stripe']
}
