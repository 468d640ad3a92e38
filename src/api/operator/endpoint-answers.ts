import { z } from 'zod'
import type { EndpointConfig } from '../../config.ts'
import { endpointPolicy, type Governed } from '../../domain/endpoint-policy.ts'
import type { Policy } from '../../domain/policy.ts'
import type { ListedEndpoint } from '../../inbox/list-endpoints.ts'
import type { EndpointRow } from '../../inbox/read-endpoints.ts'
import { moment } from './answers.ts'

export const endpointAnswer = z.object({
  slug: z.string(),
  account: z.string(),
  provider: z.string(),
  path: z.string(),
  source: z.enum(['environment', 'stored']).describe('who has its secrets: the settings, or the database'),
  pausedAt: moment.nullable().describe('since then what comes is kept, and nothing is begun'),
  endsAt: moment.nullable().describe('from then on nothing it is sent is taken'),
  ipAllow: z.array(z.string()).describe('who may deliver; empty: every address'),
  createdAt: moment.nullable(),
  secrets: z.array(
    z.object({
      id: z.string(),
      addedAt: moment.nullable(),
      endsAt: moment.nullable(),
      lastUsedAt: moment.nullable().describe('as counted every 5 minutes'),
    }),
  ),
})

type Shown = z.input<typeof endpointAnswer>

export function pathOf(slug: string): string {
  return `/webhooks/${slug}`
}

export function shownStored(
  { id: _id, createdAt, endsAt, pausedAt, secrets, ...endpoint }: ListedEndpoint,
  policy: Policy,
): Shown {
  return {
    ...endpoint,
    path: pathOf(endpoint.slug),
    source: 'stored',
    pausedAt: text(pausedAt),
    endsAt: text(endsAt),
    ipAllow: allowed(endpoint.ipAllow, endpoint, policy),
    createdAt: text(createdAt),
    secrets: secrets.map(({ keyId: _keyId, ...secret }) => secret),
  }
}

export function shownEnvironment(
  { slug, account, provider, secrets }: EndpointConfig,
  set: EndpointRow | undefined,
  uses: ReadonlyMap<string, Date | null>,
  policy: Policy,
): Shown {
  return {
    slug,
    account,
    provider,
    path: pathOf(slug),
    source: 'environment',
    pausedAt: text(set?.pausedAt),
    endsAt: null,
    ipAllow: allowed(set?.ipAllow ?? [], { slug, account, provider }, policy),
    createdAt: null,
    secrets: secrets.map(({ id, endsAt = null }) => ({
      id,
      addedAt: null,
      endsAt,
      lastUsedAt: text(uses.get(id)),
    })),
  }
}

function allowed(own: readonly string[], endpoint: Governed, policy: Policy): string[] {
  return [...(own.length > 0 ? own : (endpointPolicy(endpoint, policy).ipAllow ?? []))]
}

function text(at: Date | null | undefined): string | null {
  return at?.toISOString() ?? null
}
