import express, { Router } from 'express'
import { ProblemError, problemHandler } from '../problem.ts'
import { answerRoute } from './answer-route.ts'
import { listAuditRoute } from './audit-route.ts'
import { authenticate } from './authenticate.ts'
import { callerOf } from './caller.ts'
import { catchUpRoute } from './catch-up-route.ts'
import { createEndpointRoute } from './create-endpoint-route.ts'
import { decideRoute } from './decide-route.ts'
import {
  enableDeliveriesRoute,
  listDeliveriesRoute,
  redeliverAllRoute,
  redeliverRoute,
  testDeliveryRoute,
} from './delivery-routes.ts'
import type { OperatorDeps } from './deps.ts'
import { backupTakenRoute, doctorRoute } from './doctor-route.ts'
import { endSecretRoute, resealSecretsRoute, rotateSecretRoute } from './endpoint-secret-routes.ts'
import { allowAddressesRoute, pauseEndpointRoute, resumeEndpointRoute } from './endpoint-state-routes.ts'
import { eraseRoute } from './erase-route.ts'
import { evidenceRoute } from './evidence-route.ts'
import { listDeadLettersRoute } from './list-dead-letters-route.ts'
import { listEndpointsRoute } from './list-endpoints-route.ts'
import { listEventsRoute } from './list-events-route.ts'
import { listParkedRoute } from './list-parked-route.ts'
import { listRefusalsRoute } from './list-refusals-route.ts'
import { described } from './openapi-route.ts'
import { registerOrderRoute, showOrderRoute } from './order-routes.ts'
import { accessRoute, balancesRoute, customerRoute } from './owner-routes.ts'
import { showPaymentRoute } from './payment-route.ts'
import { dismissRoute, releaseRoute } from './quarantine-routes.ts'
import { makeReconciliationRoute, showReconciliationRoute } from './reconciliation-routes.ts'
import { replayEventRoute } from './replay-event-route.ts'
import { replayEventsRoute, showReplaysRoute, stopReplaysRoute } from './replay-runs-routes.ts'
import type { Route } from './route.ts'
import { showEventRoute } from './show-event-route.ts'
import { statsRoute } from './stats-route.ts'
import { showSubscriptionRoute } from './subscription-route.ts'

/** Every route of the operator API. */
export const ROUTES: readonly Route[] = described([
  balancesRoute,
  accessRoute,
  customerRoute,
  showOrderRoute,
  registerOrderRoute,
  showPaymentRoute,
  evidenceRoute,
  showSubscriptionRoute,
  listEventsRoute,
  showEventRoute,
  replayEventRoute,
  replayEventsRoute,
  showReplaysRoute,
  stopReplaysRoute,
  releaseRoute,
  dismissRoute,
  listDeadLettersRoute,
  listRefusalsRoute,
  listParkedRoute,
  decideRoute,
  eraseRoute,
  listDeliveriesRoute,
  redeliverRoute,
  redeliverAllRoute,
  testDeliveryRoute,
  enableDeliveriesRoute,
  catchUpRoute,
  showReconciliationRoute,
  makeReconciliationRoute,
  listAuditRoute,
  statsRoute,
  doctorRoute,
  backupTakenRoute,
  listEndpointsRoute,
  createEndpointRoute,
  resealSecretsRoute,
  rotateSecretRoute,
  endSecretRoute,
  pauseEndpointRoute,
  resumeEndpointRoute,
  allowAddressesRoute,
])

/** The operator API, to be mounted at `/v1`. Every error is a problem document. */
export function operatorRouter(deps: OperatorDeps): Router {
  const router = Router()
  router.use(authenticate(deps.operatorKeys))
  router.use(express.json({ limit: '64kb' }))
  for (const route of ROUTES) {
    router[route.method](route.path, async (request, response) => {
      const { reply, isReplayed } = await answerRoute(route, deps, request, callerOf(response))
      const { status, body } = reply
      if (isReplayed) response.set('idempotent-replayed', 'true')
      response.status(status).set('cache-control', 'no-store').json(body)
    })
  }
  router.use((request) => {
    throw new ProblemError('not-found', `There is no route ${request.method} ${request.path} under /v1.`)
  })
  router.use(problemHandler(deps.log))
  return router
}
