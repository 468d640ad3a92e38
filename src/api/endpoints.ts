import type { Config } from '../config.ts'
import type { EndpointPolicy } from '../domain/policy.ts'
import { providerNamed } from '../providers/index.ts'
import type { Provider, ProviderSettings, Secret } from '../providers/provider.ts'
import { ipAllowList } from './ip-allow-list.ts'

/** A URL that one provider delivers to, for one merchant account. */
export interface Endpoint {
  readonly slug: string
  readonly account: string
  readonly provider: Provider
  readonly secrets: readonly Secret[]
  readonly settings: ProviderSettings
  readonly policy: EndpointPolicy
  /** Whether this address may deliver here. */
  readonly allows: (ip: string) => boolean
}

export interface Endpoints {
  named(slug: string): Endpoint | undefined
}

/** URLs that providers' own guides tell their users to enter. */
export const ALIASES: Readonly<Record<string, string>> = {
  '/api/webhooks/loops': 'loops',
  '/webhook': 'cryptopay',
}

/**
 * The endpoints the configuration has a secret for. One without a secret does not exist: it never accepts.
 * @throws FulfilmentError CONFIG_INVALID when an address list cannot be read
 */
export function createEndpoints({ endpoints, policy, providerSettings }: Config): Endpoints {
  const bySlug = new Map<string, Endpoint>()
  for (const { slug, account, provider: name, secrets } of endpoints) {
    const provider = providerNamed(name)
    if (provider === undefined || secrets.length === 0) continue
    const endpointPolicy = policy.endpoints[slug] ?? {}
    bySlug.set(slug, {
      slug,
      account,
      provider,
      secrets,
      settings: providerSettings,
      policy: endpointPolicy,
      allows: ipAllowList(endpointPolicy.ipAllow ?? []),
    })
  }
  return { named: (slug) => bySlug.get(slug) }
}
