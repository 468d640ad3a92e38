import { z } from 'zod'
import { allowAddresses, pauseEndpoint, resumeEndpoint } from '../../inbox/keep-endpoint.ts'
import { moment } from './answers.ts'
import { all } from './audit.ts'
import { ipAllow, said, slugParams, standing } from './endpoint-standing.ts'
import { defineRoute, ok } from './route.ts'

const paused = z.object({ slug: z.string(), pausedAt: moment.nullable() })

export const pauseEndpointRoute = defineRoute({
  method: 'post',
  path: '/endpoints/:slug/pause',
  summary: 'Has what an endpoint is sent only verified, kept and answered 200: no workflow is started for it',
  role: 'admin',
  params: slugParams,
  body: said,
  responses: { 200: paused },
  audit: { before: (deps, { params }) => standing(deps, params.slug), asked: all, after: all },
  async answer(deps, { params: { slug } }) {
    await standing(deps, slug)
    return ok({ slug, pausedAt: (await pauseEndpoint(deps.pool, slug)) ?? null })
  },
})

export const resumeEndpointRoute = defineRoute({
  method: 'post',
  path: '/endpoints/:slug/resume',
  summary: 'Has the workflows started of what waits and of what comes, the oldest first',
  role: 'admin',
  params: slugParams,
  body: said,
  responses: { 200: paused },
  audit: { before: (deps, { params }) => standing(deps, params.slug), asked: all, after: all },
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
