import express, { type RequestHandler, Router } from 'express'
import type { Pool } from 'pg'
import type { Config } from '../../config.ts'
import { apiNameOf, type Invalidated, type Invalidator, invalidate } from '../../constraints/invalidate.ts'
import { digestOf } from '../../constraints/question.ts'
import type { Logger } from '../../logger.ts'
import { parseAllowList } from '../../outbound/allow-list.ts'
import { createOutbound } from '../../outbound/outbound.ts'
import { bearsKey } from '../bears-key.ts'
import { plainAddress } from '../ip-allow-list.ts'
import type { Metrics } from '../metrics.ts'
import { createUnverifiedLimit } from '../unverified-limit.ts'
import { invalidatedBy, readInvalidation, readValidation } from './bodies.ts'
import { constraintErrorHandler, tooMany, unauthorized } from './replies.ts'
import { createValidator } from './validator.ts'

export interface ConstraintDeps {
  readonly config: Pick<Config, 'constraintApiKey' | 'outboundAllow'>
  readonly pool: Pool
  readonly metrics: Metrics
  readonly log: Logger
}

const REQUESTS_PER_MINUTE = 100

const VALIDATE = '/constraint-updater/validate'
const INVALIDATE = ['/constraint-updater/invalidate-external-api', '/invalidate-external-api']

const json = express.json({ limit: '64kb', type: () => true, inflate: false })

/**
 * Whether users may have a perk, by what external APIs say: cached, and taken back on demand. Without a key there are no
 * such routes: never open.
 */
export function constraintRouter(deps: ConstraintDeps): Router {
  const { constraintApiKey: apiKey } = deps.config
  const router = Router()
  if (apiKey === undefined) return router
  router.post([VALIDATE, ...INVALIDATE], limited(), bearing(apiKey), json)
  router.post(VALIDATE, validating(deps))
  router.post(INVALIDATE, invalidating(deps, `key:${digestOf(apiKey).slice(0, 8)}`))
  router.use(constraintErrorHandler(deps.log))
  return router
}

function limited(): RequestHandler {
  const limit = createUnverifiedLimit(REQUESTS_PER_MINUTE)
  return (request, _response, next) => {
    const stayAwaySeconds = limit.count(plainAddress(request.ip ?? ''))
    if (stayAwaySeconds > 0) throw tooMany(stayAwaySeconds)
    next()
  }
}

function bearing(apiKey: string): RequestHandler {
  return (request, _response, next) => {
    if (!bearsKey(request.get('authorization'), apiKey)) throw unauthorized()
    next()
  }
}

function validating({ config, pool, metrics }: ConstraintDeps): RequestHandler {
  const outbound = createOutbound({ allow: parseAllowList(config.outboundAllow) })
  const validate = createValidator(pool, outbound)
  return async (request, response) => {
    const validation = readValidation(request.body)
    const { allowed, cached, expiresAt } = await validate(validation).catch((error: unknown) => {
      metrics.constraintCache.inc({ result: 'miss' })
      throw error
    })
    metrics.constraintCache.inc({ result: cached ? 'hit' : 'miss' })
    response.set('cache-control', 'no-store').json({ success: true, allowed, cached, expires_at: expiresAt })
  }
}

function invalidating({ pool, metrics, log }: ConstraintDeps, actor: string): RequestHandler {
  return async (request, response) => {
    const what = invalidatedBy(readInvalidation(request.body))
    const by = { actor, peer: plainAddress(request.ip ?? '') }
    const entries = await invalidate(pool, what, by)
    metrics.constraintInvalidations.inc()
    log.info(auditLine(what, by, entries), 'constraint.invalidated')
    response.json({ success: true, message: 'Cache invalidated successfully', invalidated_count: entries })
  }
}

function auditLine({ apiUrl, userAddress, collectionId }: Invalidated, by: Invalidator, entries: number) {
  return {
    api: apiNameOf(apiUrl),
    ...(userAddress === undefined ? {} : { user_digest: digestOf(userAddress) }),
    ...(collectionId === undefined ? {} : { collection_id: collectionId }),
    entries,
    ...by,
  }
}
