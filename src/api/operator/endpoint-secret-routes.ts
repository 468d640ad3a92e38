import { z } from 'zod'
import { addSecret, endSecret } from '../../inbox/keep-endpoint.ts'
import { resealSecrets } from '../../inbox/reseal-secrets.ts'
import { providerNamed } from '../../providers/index.ts'
import { ProblemError } from '../problem.ts'
import { moment } from './answers.ts'
import { all, nothing } from './audit.ts'
import { chosenSecret, secretIdFor, withoutSecret } from './endpoint-secret.ts'
import { cipherOf, mustBeStored, said, secret, slugParams, standing } from './endpoint-standing.ts'
import { defineRoute, ok } from './route.ts'
import { id, time } from './schemas.ts'

export const rotateSecretRoute = defineRoute({
  method: 'post',
  path: '/endpoints/:slug/secrets',
  summary: 'Adds a secret to an endpoint; those it has verify on, until othersEndAt or for ever',
  role: 'admin',
  params: slugParams,
  body: said.extend({
    secret: secret
      .exactOptional()
      .describe('that which the provider shows; made and answered, where its receiver chooses it'),
    othersEndAt: time
      .exactOptional()
      .describe(
        'when all others end, none later than it would have; without it they have no end but their own',
      ),
  }),
  responses: {
    200: z.object({
      secretId: z.string(),
      secret: z.string().optional().describe('where it was made: shown this once'),
    }),
  },
  audit: {
    before: (deps, { params }) => standing(deps, params.slug),
    asked: withoutSecret,
    after: withoutSecret,
  },
  async answer(deps, { params: { slug }, body: { secret, othersEndAt } }) {
    const endpoint = await standing(deps, slug)
    mustBeStored(endpoint)
    const provider = providerNamed(endpoint.provider)
    if (provider === undefined)
      throw new ProblemError('conflict', `This version has no provider ${endpoint.provider}.`)
    const [value, isMade] = chosenSecret(provider, secret)
    const sealed = cipherOf(deps).seal(value, slug, secretIdFor(slug))
    if (!(await addSecret(deps.pool, slug, sealed, othersEndAt)))
      throw new ProblemError('conflict', `Endpoint ${slug} has ended: make another one.`)
    return ok({ secretId: sealed.id, ...(isMade ? { secret: value } : {}) })
  },
})

export const endSecretRoute = defineRoute({
  method: 'post',
  path: '/endpoints/:slug/secrets/:id/end',
  summary: 'Ends a secret, now or at a time; never later than it would have ended',
  role: 'admin',
  params: slugParams.extend({ id }),
  body: said.extend({ at: time.exactOptional().describe('now, where no time is given') }),
  responses: { 200: z.object({ secretId: z.string(), endsAt: moment }) },
  audit: { before: (deps, { params }) => standing(deps, params.slug), asked: all, after: all },
  async answer(deps, { params: { slug, id }, body: { at } }) {
    mustBeStored(await standing(deps, slug))
    const endsAt = await endSecret(deps.pool, slug, id, at)
    if (endsAt === undefined) throw new ProblemError('not-found', `Endpoint ${slug} has no secret ${id}.`)
    return ok({ secretId: id, endsAt })
  },
})

const count = z.number().int()

export const resealSecretsRoute = defineRoute({
  method: 'post',
  path: '/endpoints/reencrypt',
  summary: 'Encrypts with the first key of ENDPOINT_SECRETS_KEY whatever another one holds',
  role: 'admin',
  body: said,
  responses: {
    200: z.object({
      reencrypted: count,
      unreadable: count.describe('no key opens them: rotate them, or bring the key back'),
    }),
  },
  audit: { before: nothing, asked: all, after: all },
  async answer(deps) {
    const { resealed, unreadable } = await resealSecrets(deps.pool, cipherOf(deps))
    return ok({ reencrypted: resealed, unreadable })
  },
})
