import type { Config, EndpointConfig } from '../config.ts'
import { endpointPolicy } from '../domain/endpoint-policy.ts'
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
  /** What it does not verify may be good: a secret of it cannot be read here. */
  readonly hasUnreadableSecrets?: boolean
}

/** Those of the environment. */
export interface Endpoints {
  named(slug: string): Endpoint | undefined
}

/** URLs that providers' own guides tell their users to enter. */
export const ALIASES: Readonly<Record<string, string>> = {
  '/api/webhooks/loops': 'loops',
  '/webhook': 'cryptopay',
  '/loyalteez-api/stripe-mint': 'stripe',
}

/**
 * The endpoints the configuration has a secret for. One without a secret does not exist: it never accepts.
 * @throws FulfilmentError CONFIG_INVALID when an address list cannot be read
 */
export function createEndpoints(config: Config): Endpoints {
  const bySlug = new Map<string, Endpoint>()
  for (const given of config.endpoints) {
    const endpoint = given.secrets.length === 0 ? undefined : endpointOf(config, given)
    if (endpoint !== undefined) bySlug.set(given.slug, endpoint)
  }
  return { named: (slug) => bySlug.get(slug) }
}

/**
 * The endpoint that bears a provider's name, also where it has no secret and takes no webhooks: for deliveries that are
 * verified by other means.
 * @throws FulfilmentError CONFIG_INVALID when its address list cannot be read
 */
export function endpointNamed(config: Config, provider: string): Endpoint {
  const account = config.policy.endpoints[provider]?.account ?? provider
  const endpoint = endpointOf(config, { slug: provider, account, provider, secrets: [] })
  if (endpoint === undefined) throw new Error(`there is no provider ${provider}`)
  return endpoint
}

/** Where a stored event came in: with the secrets of today, for the account it was stored for. */
export type EndpointAsStored = (
  stored: Readonly<Record<'endpoint' | 'account' | 'provider', string>>,
) => Endpoint | undefined

/** An event stays its account's, whatever the endpoint is configured for by now; one that is gone holds no secret. */
export function endpointsAsStored(config: Config, endpoints: Endpoints): EndpointAsStored {
  return ({ endpoint: slug, account, provider }) => {
    const known = endpoints.named(slug)
    if (known?.provider.name === provider) return { ...known, account }
    return endpointOf(config, { slug, account, provider, secrets: [] })
  }
}

function endpointOf(
  { policy: file, providerSettings: settings }: Config,
  { slug, account, provider: name, secrets }: EndpointConfig,
): Endpoint | undefined {
  const provider = providerNamed(name)
  if (provider === undefined) return undefined
  const policy = endpointPolicy({ slug, account, provider: name }, file)
  return { slug, account, provider, secrets, settings, policy, allows: ipAllowList(policy.ipAllow ?? []) }
}
