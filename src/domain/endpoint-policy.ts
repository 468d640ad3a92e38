import type { EndpointPolicy, Policy } from './policy.ts'

/** An endpoint, as policy is found by. */
export interface Governed {
  readonly slug: string
  readonly account: string
  readonly provider: string
}

/** What the policy says of an endpoint: under its own name, else its account's, else its provider's. */
export function endpointPolicy(
  { slug, account, provider }: Governed,
  { endpoints }: Pick<Policy, 'endpoints'>,
): EndpointPolicy {
  const name = [slug, account, provider].find((word) => Object.hasOwn(endpoints, word))
  return (name === undefined ? undefined : endpoints[name]) ?? {}
}
