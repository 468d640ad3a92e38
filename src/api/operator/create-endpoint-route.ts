import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { OPAQUE_ENDPOINTS, SLUG } from '../../domain/endpoint-slug.ts'
import { addEndpoint } from '../../inbox/keep-endpoint.ts'
import { accountName } from '../../policy.ts'
import { PROVIDERS, providerNamed } from '../../providers/index.ts'
import type { Provider } from '../../providers/provider.ts'
import { ProblemError } from '../problem.ts'
import { nothing } from './audit.ts'
import { pathOf } from './endpoint-answers.ts'
import { chosenSecret, secretIdFor, withoutSecret } from './endpoint-secret.ts'
import { cipherOf, ipAllow, said, secret } from './endpoint-standing.ts'
import { defineRoute, ok } from './route.ts'
import { time } from './schemas.ts'

const body = said.extend({
  provider: z.enum(PROVIDERS.map(({ name }) => name)),
  account: accountName
    .regex(/^[^@\p{Cc}]*$/u, 'must not hold @: it stays in Temporal')
    .exactOptional()
    .describe('the merchant account whose payments it tells of; its slug, where none is given'),
  slug: z
    .string()
    .regex(SLUG, 'must be 1 to 64 of a-z, 0-9 and -')
    .exactOptional()
    .describe('its place in the URL; made of 128 bits of chance, where none is given'),
  secret: secret
    .exactOptional()
    .describe('that which the provider shows; made and answered, where its receiver chooses it'),
  ipAllow: ipAllow.default([]),
  endsAt: time
    .refine((at) => at.getTime() > Date.now(), 'must be in the future')
    .exactOptional()
    .describe('from then on nothing it is sent is taken; forgotten 30 days later'),
})

const made = z.object({
  slug: z.string(),
  path: z.string(),
  account: z.string(),
  provider: z.string(),
  secretId: z.string(),
  secret: z.string().optional().describe('where it was made: shown this once'),
})

export const createEndpointRoute = defineRoute({
  method: 'post',
  path: '/endpoints',
  summary:
    'Makes a URL that one provider delivers to, for one merchant account; in force everywhere within 5 seconds',
  role: 'admin',
  body,
  responses: { 200: made },
  audit: { before: nothing, asked: withoutSecret, after: withoutSecret },
  async answer(deps, { body: { provider: name, account: given, slug: wanted, ipAllow, endsAt, secret } }) {
    const slug = freeSlug(wanted, deps.temporal.taskQueue)
    const account = given ?? slug
    const provider = knownProvider(name)
    const [value, isMade] = chosenSecret(provider, secret)
    const sealed = cipherOf(deps).seal(value, slug, secretIdFor(slug))
    const ends = endsAt === undefined ? {} : { endsAt }
    const endpoint = { slug, account, provider: name, ipAllow, ...ends }
    if (!(await addEndpoint(deps.pool, endpoint, sealed)))
      throw new ProblemError('conflict', `There is an endpoint ${slug} already.`)
    const shown = isMade ? { secret: value } : {}
    return ok({ slug, path: pathOf(slug), account, provider: name, secretId: sealed.id, ...shown })
  },
})

function knownProvider(name: string): Provider {
  const provider = providerNamed(name)
  if (provider === undefined) throw new Error(`there is no provider ${name}`)
  return provider
}

/** Endpoints of the environment and their aliases bear providers' names; other workflows' ids begin with the rest, and with the task queue. */
const TAKEN = new Set([
  ...PROVIDERS.map(({ name }) => name),
  ...[
    'announce',
    'mint',
    'mint-pump',
    'payment',
    'redeliver',
    'replay',
    'subscription',
    'sys',
    'test-delivery',
  ],
  OPAQUE_ENDPOINTS,
])

function freeSlug(wanted: string | undefined, taskQueue: string): string {
  if (wanted === undefined) return `ep-${randomBytes(16).toString('hex')}`
  if (!TAKEN.has(wanted) && wanted !== taskQueue) return wanted
  throw new ProblemError('conflict', `${wanted} is the name of something else: choose another slug.`)
}
