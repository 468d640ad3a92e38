import { z } from 'zod'
import { allowAddresses, pauseEndpoint, resumeEndpoint } from '../../inbox/keep-endpoint.ts'
import { moment } from './answers.ts'
import { all } from './audit.ts'
import type { OperatorDeps } from './deps.ts'
import { ipAllow, said, slugParams, standing } from './endpoint-standing.ts'
import { defineRoute, type Input, ok } from './route.ts'

type Asked = Input<z.output<typeof slugParams>, object, z.output<typeof said>>

const ofState = {
  method: 'post',
  role: 'admin',
  params: slugParams,
  body: said,
  responses: { 200: z.object({ slug: z.string(), pausedAt: moment.nullable() }) },
  audit: {
    before: (deps: OperatorDeps, { params }: Asked) => standing(deps, params.slug),
    asked: all,
    after: all,
  },
} as const

export const pauseEndpointRoute = defineRoute({
  ...ofState,
  path: '/endpoints/:slug/pause',
  summary: 'Has what an endpoint is sent only verified, kept and answered 200: no workflow is started for it',
  async answer(deps, { params: { slug } }) {
    await standing(deps, slug)
    return ok({ slug, pausedAt: (await pauseEndpoint(deps.pool, slug)) ?? null })
  },
})

export const resumeEndpointRoute = defineRoute({
  ...ofState,
  path: '/endpoints/:slug/resume',
  summary: 'Has the workflows started of what waits and of what comes, the oldest first',
  async answer(deps, { params: { slug } }) {
    await standing(deps, slug)
    await resumeEndpoint(deps.pool, slug)
    return ok({ slug, pausedAt: null })
  },
})

export const allowAddressesRoute = defineRoute({
  method: 'put',
  path: '/endpoints/:slug/ip-allow',
  summary: 'Sets which addresses may deliver to an endpoint',
  role: 'admin',
  params: slugParams,
  body: said.extend({ ipAllow }),
  responses: { 200: z.object({ slug: z.string(), ipAllow: z.array(z.string()) }) },
  audit: { before: (deps, { params }) => standing(deps, params.slug), asked: all, after: all },
  async answer(deps, { params: { slug }, body }) {
    await standing(deps, slug)
    await allowAddresses(deps.pool, slug, body.ipAllow)
    const { ipAllow } = await standing(deps, slug)
    return ok({ slug, ipAllow })
  },
})
