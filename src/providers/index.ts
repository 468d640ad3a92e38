import { cryptopay } from './cryptopay.ts'
import { llamapay } from './llamapay.ts'
import { loops } from './loops.ts'
import { loyalteez } from './loyalteez.ts'
import type { Provider } from './provider.ts'
import { rach } from './rach.ts'
import { standard } from './standard.ts'
import { stripe } from './stripe.ts'

/** The only list of providers. */
export const PROVIDERS: readonly Provider[] = [stripe, loyalteez, loops, llamapay, cryptopay, rach, standard]

export function providerNamed(name: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.name === name)
}
