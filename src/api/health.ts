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
  /** Whether the secrets of all endpoints can be read. */
  readonly secretsAreReadable: () => Promise<boolean>
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

export function createHealth({ pool, temporal, metrics, secretsAreReadable }: HealthDeps): Health {
  let ready = true
  const postgresIsUp = cached(TTL_MS, () => answers(pool.query('select 1')))
  const temporalIsUp = cached(TTL_MS, () => temporal.isUp())
  const router = Router()
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'up', version: VERSION, uptimeSeconds: Math.floor(process.uptime()) })
  })
  router.get('/readyz', async (_request, response) => {
    const parts = await Promise.all([postgresIsUp(), temporalIsUp(), answersYes(secretsAreReadable())])
    const [postgres, workflows, secrets] = parts
    const status = readiness(ready, postgres, workflows && secrets)
    response
      .status(status === 'stopping' || status === 'unavailable' ? 503 : 200)
      .set('cache-control', 'no-store')
      .json({
        status,
        checks: { postgres: word(postgres), temporal: word(workflows), secrets: word(secrets) },
      })
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
// takes in is retried by its sender for hours. The sweeper starts the backlog when Temporal is back. So is a key that is
// missing: all other endpoints go on.
function readiness(ready: boolean, postgres: boolean, isWhole: boolean) {
  if (!ready) return 'stopping'
  if (!postgres) return 'unavailable'
  return isWhole ? 'ready' : 'degraded'
}

function word(up: boolean): 'up' | 'down' {
  return up ? 'up' : 'down'
}

/** Where nobody can say, Postgres is what is down. */
async function answersYes(question: Promise<boolean>): Promise<boolean> {
  return inTime(TIMEOUT_MS, question).catch(() => true)
}

async function answers(question: Promise<unknown>): Promise<boolean> {
  return inTime(TIMEOUT_MS, question).then(
    () => true,
    () => false,
  )
}
