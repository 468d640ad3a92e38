import { Router } from 'express'
import type { Pool } from 'pg'
import { pino } from 'pino'
import { createApp } from '../../src/api/app.ts'
import { constraintRouter } from '../../src/api/constraints/router.ts'
import { createPool } from '../../src/api/database-pool.ts'
import { listen } from '../../src/api/listen.ts'
import { createMetrics } from '../../src/api/metrics.ts'

export const CONSTRAINT_API_KEY = 'a constraint key for tests'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

export interface ConstraintApi {
  readonly pool: Pool
  /** Lines the service has logged. */
  readonly lines: readonly string[]
  /** Posts with the key, each time from another address; `headers` may replace both. */
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>
  readonly validate: (body: object) => Promise<Answer>
  readonly invalidate: (body: object) => Promise<Answer>
  /** A counter as it is scraped; 0 when it was never counted. */
  readonly counted: (line: string) => Promise<number>
  readonly stop: () => Promise<void>
}

export interface ConstraintApiOptions {
  readonly databaseUrl: string
  readonly outboundAllow?: readonly string[]
  readonly constraintApiKey?: string | undefined
}

/** The constraint routes as one API process serves them. Several on one database are several processes. */
export const startConstraintApi = async (options: ConstraintApiOptions): Promise<ConstraintApi> => {
  const { databaseUrl, outboundAllow = ['127.0.0.1'] } = options
  const apiKey = 'constraintApiKey' in options ? options.constraintApiKey : CONSTRAINT_API_KEY
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const pool = createPool({ databaseUrl, name: 'constraint tests', max: 6, log })
  const metrics = createMetrics()
  const config = { outboundAllow, ...(apiKey === undefined ? {} : { constraintApiKey: apiKey }) }
  const app = createApp({
    health: Router(),
    loyalteez: Router(),
    constraints: constraintRouter({ config, pool, metrics, log }),
    webhooks: Router(),
    operator: Router(),
    console: Router(),
    trustProxy: 'loopback',
    log,
  })
  const server = await listen(app, 0)
  let posts = 0
  const post: ConstraintApi['post'] = async (path, body, headers = {}) => {
    posts++
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${CONSTRAINT_API_KEY}`,
        'x-forwarded-for': `198.51.${posts >> 8}.${posts & 255}`,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(text) as Record<string, unknown>,
    }
  }
  return {
    pool,
    lines,
    post,
    validate: (body) => post('/constraint-updater/validate', body),
    invalidate: (body) => post('/constraint-updater/invalidate-external-api', body),
    counted: async (line) => {
      const scraped = await metrics.registry.metrics()
      const found = scraped.split('\n').find((candidate) => candidate.startsWith(`${line} `))
      return Number(found?.split(' ')[1] ?? 0)
    },
    stop: async () => {
      await server.close()
      await pool.end()
    },
  }
}
