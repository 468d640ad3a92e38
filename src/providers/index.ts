import { cryptopay } from './cryptopay.ts'
import { loops } from './loops.ts'
import type { Provider } from './provider.ts'
import { stripe } from './stripe.ts'

/** The only list of providers. */
export const PROVIDERS: readonly Provider[] = [stripe, loops, cryptopay]

export function providerNamed(name: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.name === name)
}
