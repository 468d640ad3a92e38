import { z } from 'zod'
import { secretSetting } from '../../endpoint-secrets.ts'
import { type ListedEndpoint, listEndpoints, readSecretUses } from '../../inbox/list-endpoints.ts'
import { type EndpointRow, readEndpoints } from '../../inbox/read-endpoints.ts'
import type { SecretCipher } from '../../inbox/secret-cipher.ts'
import { isNetwork } from '../../outbound/network.ts'
import { ProblemError } from '../problem.ts'
import type { OperatorDeps } from './deps.ts'
import { shownEnvironment, shownStored } from './endpoint-answers.ts'
import { id, word } from './schemas.ts'

/** Who asks, and why: every change of an endpoint says so. */
export const said = z.strictObject({ actor: word, reason: word })

export const slugParams = z.strictObject({ slug: id })

export const ipAllow = z
  .array(z.string().max(60).refine(isNetwork, 'must be an IP address, or a subnet such as 203.0.113.0/24'))
  .max(200)
  .describe('addresses and subnets that may deliver; empty: whoever the policy says')

/** What no URL, header or form of a provider can hold, and what comes of pasting. */
export const secret = z
  .string()
  .min(8)
  .max(1_000)
  .regex(/^\P{Cc}*$/u, 'must not hold line breaks or other control characters')
  .regex(/^\S(?:.*\S)?$/u, 'must not begin or end with a space')

export type Standing = ReturnType<typeof shownStored>

/** An endpoint as it stands. @throws ProblemError not-found */
export async function standing(deps: OperatorDeps, slug: string): Promise<Standing> {
  const [made] = await listEndpoints(deps.pool, { slug, limit: 1 })
  if (made !== undefined) return shownStored(made, deps.policy)
  const [named] = await environmentStandings(deps, { slug })
  if (named !== undefined) return named
  throw new ProblemError('not-found', `There is no endpoint ${slug}.`)
}

type Filter = Partial<Pick<ListedEndpoint, 'slug' | 'account' | 'provider'>>

/** Those of the environment, with what was set of them at run time. */
export async function environmentStandings(deps: OperatorDeps, filter: Filter): Promise<Standing[]> {
  const endpoints = (deps.environmentEndpoints ?? []).filter(
    ({ slug, account, provider }) =>
      (filter.slug ?? slug) === slug &&
      (filter.account ?? account) === account &&
      (filter.provider ?? provider) === provider,
  )
  const rows = await readEndpoints(
    deps.pool,
    endpoints.map(({ slug }) => slug),
  )
  const bySlug = new Map<string, EndpointRow>(rows.map((row) => [row.slug, row]))
  const ids = endpoints.flatMap(({ secrets }) => secrets.map(({ id }) => id))
  const uses = await readSecretUses(deps.pool, ids)
  return endpoints.map((endpoint) => shownEnvironment(endpoint, bySlug.get(endpoint.slug), uses, deps.policy))
}

/** @throws ProblemError conflict for an endpoint of the environment */
export function mustBeStored({ slug, source }: Standing): void {
  if (source === 'stored') return
  throw new ProblemError(
    'conflict',
    `The secrets of ${slug} are the environment's: change ${secretSetting(slug)} and restart.`,
  )
}

/** @throws ProblemError conflict where there is no key */
export function cipherOf({ secretCipher }: OperatorDeps): SecretCipher {
  if (secretCipher !== undefined) return secretCipher
  throw new ProblemError(
    'conflict',
    'Secrets cannot be kept here: set ENDPOINT_SECRETS_KEY (openssl rand -hex 32) and restart.',
  )
}
