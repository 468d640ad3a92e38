import { createHash } from 'node:crypto'
import { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import type { NewEvent } from '../inbox/inbox.ts'
import type { Admission } from './admit.ts'
import type { VerifiedDelivery } from './delivery.ts'
import type { EndpointDirectory } from './endpoint-directory.ts'
import { ALIASES, type Endpoint } from './endpoints.ts'
import {
  addressNotAllowed,
  badSignature,
  secretsUnreadable,
  tooManyRequests,
  undecodableUrl,
  unknownEndpoint,
} from './http-error.ts'
import { asHttpError, sendHttpError } from './http-errors.ts'
import type { Intake } from './intake.ts'
import { plainAddress } from './ip-allow-list.ts'
import { readRawBody } from './read-raw-body.ts'
import type { UnverifiedLimit } from './unverified-limit.ts'
import type { Visit, Watch } from './watch.ts'

export interface WebhookDeps {
  readonly endpoints: Pick<EndpointDirectory, 'find'>
  readonly intake: Intake
  readonly limit: UnverifiedLimit
  readonly watch: Watch
}

/** `POST /webhooks/:endpoint` and the URLs that stand for one endpoint. */
export function webhookRouter(deps: WebhookDeps): Router {
  const router = Router()
  router.post('/webhooks/:endpoint', (request, response) =>
    answer(deps, request.params.endpoint, request, response),
  )
  for (const [path, slug] of Object.entries(ALIASES))
    router.post(path, (request, response) => answer(deps, slug, request, response))
  router.use(refuseUndecodable(deps))
  return router
}

/** A URL that cannot be decoded names no endpoint: nothing of it was verified. */
function refuseUndecodable(deps: WebhookDeps): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (!(error instanceof URIError)) {
      next(error)
      return
    }
    const visit = newVisit('undecodable', request)
    refuse(deps, visit, undecodableUrl(), response)
    deps.watch.answered(visit)
  }
}

function newVisit(slug: string, { ip }: Request): Visit {
  return { slug, peer: plainAddress(ip ?? ''), startedAt: performance.now() }
}

async function answer(deps: WebhookDeps, slug: string, request: Request, response: Response): Promise<void> {
  const visit = newVisit(slug, request)
  try {
    const received = await receive(deps, visit, request, response)
    response.json({ ...received, duration_ms: Math.round(performance.now() - visit.startedAt) })
  } catch (error) {
    refuse(deps, visit, error, response)
  } finally {
    deps.watch.answered(visit)
  }
}

/** Nothing is parsed before it is verified, nothing is answered before it is committed. */
async function receive(deps: WebhookDeps, visit: Visit, request: Request, response: Response) {
  const endpoint = await deps.endpoints.find(visit.slug)
  if (endpoint === undefined) throw unknownEndpoint()
  if (!endpoint.allows(visit.peer)) throw addressNotAllowed()
  const raw = await readRawBody(request, response)
  const delivery = verify(endpoint, visit, raw, request)
  const row = deps.intake.read(endpoint, delivery)
  return received(row, await deps.intake.take(endpoint, row))
}

function verify(
  { provider, secrets, settings, hasUnreadableSecrets }: Endpoint,
  visit: Visit,
  raw: Buffer,
  { headersDistinct: headers }: Request,
): VerifiedDelivery {
  const receivedAt = new Date()
  const bodySha256 = createHash('sha256').update(raw).digest('hex')
  visit.body = { size: raw.length, sha256: bodySha256 }
  const verdict = provider.verify(raw, headers, secrets, receivedAt, settings)
  if (!verdict.ok && hasUnreadableSecrets === true) throw secretsUnreadable()
  if (!verdict.ok) throw badSignature(provider.rejectStatus, verdict.reason)
  visit.secretId = verdict.secretId
  return { raw, bodySha256, headers, receivedAt, secretId: verdict.secretId, source: 'webhook' }
}

function received({ plan, workflowId }: NewEvent, admission: Admission) {
  switch (admission.type) {
    case 'quarantined':
      return { received: true, duplicate: false, quarantined: true }
    case 'duplicate':
      return { received: true, duplicate: true, ...(admission.hasWorkflow ? { workflowId } : {}) }
    case 'accepted':
      return { received: true, duplicate: false, ...(plan.type === 'record' ? {} : { workflowId }) }
  }
}

function refuse({ limit, watch }: WebhookDeps, visit: Visit, error: unknown, response: Response): void {
  const refusal = asHttpError(error)
  const stayAwaySeconds = refusal.isUnverified ? limit.count(visit.peer) : 0
  watch.refused(visit, refusal, { error, isFlood: stayAwaySeconds > 0 })
  sendHttpError(response, stayAwaySeconds > 0 ? tooManyRequests(stayAwaySeconds) : refusal)
}
