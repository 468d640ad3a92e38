import { Router } from 'express'
import type { Pool } from 'pg'
import type { Temporal } from '../temporal.ts'
import { VERSION } from '../version.ts'
import type { Metrics } from './metrics.ts'
import { cached, inTime } from './reading.ts'

export interface HealthDeps {
  readonly pool: Pool
  readonly temporal: Pick<Temporal, 'isUp'>
  readonly metrics: Metrics
}

export interface Health {
  /** `/healthz`, `/readyz` and `/metrics`. */
  readonly router: Router
  /** Off while shutting down: a load balancer stops sending before we stop listening. */
  setReady(ready: boolean): void
}

const TIMEOUT_MS = 2_000
/** Asked by several probes at once, the parts are asked once. */
const TTL_MS = 500

export function createHealth({ pool, temporal, metrics }: HealthDeps): Health {
  let ready = true
  const postgresIsUp = cached(TTL_MS, () => answers(pool.query('select 1')))
  const temporalIsUp = cached(TTL_MS, () => temporal.isUp())
  const router = Router()
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'up', version: VERSION, uptimeSeconds: Math.floor(process.uptime()) })
  })
  router.get('/readyz', async (_request, response) => {
    const [postgres, workflows] = await Promise.all([postgresIsUp(), temporalIsUp()])
    const status = readiness(ready, postgres, workflows)
    response
      .status(status === 'stopping' || status === 'unavailable' ? 503 : 200)
      .set('cache-control', 'no-store')
      .json({ status, checks: { postgres: word(postgres), temporal: word(workflows) } })
  })
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  return {
    router,
    setReady(value) {
      ready = value
    },
  }
}

// Temporal away is `degraded`, and stays in rotation: webhooks are answered from Postgres alone, and what nobody
// takes in is retried by its sender for hours. The sweeper starts the backlog when Temporal is back.
function readiness(ready: boolean, postgres: boolean, temporal: boolean) {
  if (!ready) return 'stopping'
  if (!postgres) return 'unavailable'
  return temporal ? 'ready' : 'degraded'
}

function word(up: boolean): 'up' | 'down' {
  return up ? 'up' : 'down'
}

async function answers(question: Promise<unknown>): Promise<boolean> {
  return inTime(TIMEOUT_MS, question).then(
    () => true,
    () => false,
  )
}
