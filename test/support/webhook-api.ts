import { randomBytes } from 'node:crypto'
import { Router } from 'express'
import pg from 'pg'
import { pino } from 'pino'
import { createApp } from '../../src/api/app.ts'
import { createPool } from '../../src/api/database-pool.ts'
import { createDirectory } from '../../src/api/endpoint-directory.ts'
import { createEndpoints, type Endpoints } from '../../src/api/endpoints.ts'
import { startIngest } from '../../src/api/ingest.ts'
import { listen } from '../../src/api/listen.ts'
import { createLoyalteez } from '../../src/api/loyalteez.ts'
import { createMetrics, type Metrics } from '../../src/api/metrics.ts'
import { createPeople } from '../../src/api/people.ts'
import { loadConfig } from '../../src/config.ts'
import { createContactCipher } from '../../src/inbox/contact-cipher.ts'
import { createSecretCipher } from '../../src/inbox/secret-cipher.ts'
import { providerNamed } from '../../src/providers/index.ts'
import type { ProviderSettings } from '../../src/providers/provider.ts'
import { connectTemporal, type Temporal } from '../../src/temporal.ts'
import { createTestDatabase } from './database.ts'
import { TEST_SECRETS } from './service.ts'
import { uniqueTaskQueue } from './temporal.ts'

const SETTINGS: ProviderSettings = { cryptopayScheme: 'stripe-v1', rachAcceptReserialised: false }

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

export interface WebhookApi {
  readonly url: string
  readonly pool: pg.Pool
  readonly temporal: Temporal
  readonly metrics: Metrics
  /** Ids of the workflows started since the beginning. */
  readonly starts: readonly string[]
  /** Lines the service has logged. */
  readonly lines: readonly string[]
  readonly post: (path: string, body: string | Buffer, headers?: Record<string, string>) => Promise<Answer>
  /** Signs as the provider does, with the secret of the tests. */
  readonly deliver: (provider: string, body: string | Buffer, eventId?: string) => Promise<Answer>
  readonly sign: typeof signedHeaders
  /** Finishes what was stored and not yet started, and the bookkeeping. */
  readonly settle: () => Promise<void>
  /** As at the beginning of a shutdown. */
  readonly stopWaiting: () => void
  readonly stop: () => Promise<void>
}

export interface WebhookApiOptions {
  readonly env?: Record<string, string>
  readonly databaseUrl?: string
  /** In place of the Temporal server of the run. */
  readonly temporal?: Temporal
  /** In place of those that the environment names. */
  readonly endpoints?: Endpoints
}

export const secretOf = (provider: string): string =>
  Object.entries(TEST_SECRETS).find(([name]) => name === `${provider.toUpperCase()}_WEBHOOK_SECRET`)?.[1] ??
  ''

export const signedHeaders = (
  provider: string,
  body: string | Buffer,
  eventId = `msg_${randomBytes(6).toString('hex')}`,
  secret = secretOf(provider),
): Record<string, string> =>
  providerNamed(provider)?.sign(Buffer.from(body), secret, new Date(), SETTINGS, eventId) ?? {}

/** The part of the API that takes webhooks in, on a port and a database of its own, with the run's Temporal server. */
export const startWebhookApi = async (options: WebhookApiOptions = {}): Promise<WebhookApi> => {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : undefined
  const databaseUrl = options.databaseUrl ?? database?.url ?? ''
  const taskQueue = uniqueTaskQueue()
  const config = loadConfig({
    ...TEST_SECRETS,
    DATABASE_URL: databaseUrl,
    TASK_QUEUE: taskQueue,
    CONFIG_FILE: '/nowhere/quittance.config.json',
    ...options.env,
  })
  const lines: string[] = []
  const starts: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const real = options.temporal ?? connectTemporal({ taskQueue, ledgerFirstTry: 'local' })
  const temporal: Temporal = {
    ...real,
    start: async (...args) => {
      const outcome = await real.start(...args)
      if (outcome === 'started') starts.push(args[0])
      return outcome
    },
  }
  const metrics = createMetrics()
  const inboxPool = createPool({ databaseUrl, name: 'webhook tests', max: 6, log })
  const ingest = startIngest({
    endpoints: createDirectory({
      config,
      environment: options.endpoints ?? createEndpoints(config),
      pool: inboxPool,
      cipher: createSecretCipher(config.endpointSecretKeys),
      log,
    }),
    policy: config.policy,
    unverifiedRatePerMinute: config.unverifiedRatePerMinute,
    pool: inboxPool,
    temporal,
    people: createPeople(config.piiKey),
    cipher: createContactCipher(config.piiKey),
    metrics,
    log,
  })
  const loyalteez = createLoyalteez({ config, intake: ingest.intake, pool: inboxPool, log })
  const app = createApp({
    health: Router(),
    loyalteez: loyalteez.router,
    constraints: Router(),
    webhooks: ingest.webhooks,
    operator: Router(),
    console: Router(),
    trustProxy: config.trustProxy,
    log,
  })
  const server = await listen(app, 0)
  const url = `http://127.0.0.1:${server.port}`
  const post: WebhookApi['post'] = async (path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(text) as Record<string, unknown>,
    }
  }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  pool.on('error', () => undefined)
  return {
    url,
    pool,
    temporal,
    metrics,
    starts,
    lines,
    post,
    deliver: (provider, body, eventId) =>
      post(`/webhooks/${provider}`, body, signedHeaders(provider, body, eventId)),
    sign: signedHeaders,
    settle: () => ingest.settle(),
    stopWaiting: () => loyalteez.close(),
    stop: async () => {
      loyalteez.close()
      await server.close()
      await ingest.drain()
      await temporal.close()
      await Promise.all([pool.end(), inboxPool.end()])
      await database?.drop()
    },
  }
}
