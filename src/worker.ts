import { Client } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import pg from 'pg'
import { createActivities, type Deps, type Processed } from './activities/index.ts'
import { type Config, loadConfig } from './config.ts'
import type { Alert } from './domain/alert.ts'
import { countedAs } from './domain/endpoint-slug.ts'
import { createEventDesk } from './inbox/event-desk.ts'
import { createLedger } from './ledger/ledger.ts'
import { createLogger, type Logger } from './logger.ts'
import { startAnnouncement } from './temporal-announcements.ts'
import { ACTIVITY_INTERCEPTORS } from './worker/activity-interceptors.ts'
import { createAlerting } from './worker/alerting.ts'
import { type Connected, connect } from './worker/connect.ts'
import { consoleLinkOf } from './worker/console-link.ts'
import { createDelivery } from './worker/delivery.ts'
import { createHealth } from './worker/health/create-health.ts'
import { createMailing } from './worker/mail.ts'
import { createMinting } from './worker/minting.ts'
import { recurring } from './worker/recurring.ts'
import { createRefunds } from './worker/refunds.ts'
import { createReports } from './worker/reports.ts'
import { retentionOf } from './worker/retention.ts'
import { installRuntime } from './worker/runtime.ts'
import { keepSchedules } from './worker/schedules.ts'
import { createSettlements } from './worker/settlements.ts'
import { onShutdownSignal } from './worker/shutdown.ts'
import { createSlowPool } from './worker/slow-pool.ts'
import { startStatusServer } from './worker/status-server.ts'
import { createSubscriptionClocks } from './worker/subscriptions.ts'
import { workflowCode } from './worker/workflow-code.ts'
import { createWorkerMetrics, type WorkerMetrics } from './worker-metrics.ts'

// Each below the time-out of the activity that asks: what it is told is the reason, not silence.
const TIMEOUTS = { connectionTimeoutMillis: 2_500, statement_timeout: 2_500, query_timeout: 5_000 }

const config = loadConfig()
const log = createLogger(config.logLevel, 'worker')
const stop = onShutdownSignal(log)
try {
  await work()
} catch (error) {
  if (!stop.aborted) {
    log.fatal({ err: error }, 'worker failed')
    process.exit(1)
  }
  log.warn({ err: error }, 'worker was interrupted')
}
log.info('worker stopped')
process.exit(0)

/** Everything a worker is made of, wired; ends when it is told to stop and what it had begun is done. */
async function work(): Promise<void> {
  const sdkMetricsUrl = await installRuntime(log)
  const metrics = createWorkerMetrics()
  const pool = createPool(config, log)
  const connected = await connect(log, stop)
  const client = new Client(connected)
  const minting = await createMinting({ config, pool, client, log, passed: metrics.pumpPassed })
  const minted = minting === undefined ? {} : { minting: minting.minting }
  const ledger = createLedger(pool)
  const mailing = createMailing(config, pool, ledger)
  const alerting = createAlerting({
    config,
    pool,
    namespace: connected.namespace,
    ...(mailing === undefined ? {} : { mailer: mailing.mailer }),
    told: (alert, by, error) => recordAlert(alert, by, metrics, error),
  })
  const delivery = createDelivery({ config, pool, ledger, log, alerts: alerting, called: metrics.appCalled })
  const slowPool = createSlowPool(config, log)
  const reports = createReports({
    config,
    pool,
    slowPool,
    ledger,
    log,
    alerts: alerting,
    caughtUp: metrics.caughtUp,
  })
  const worker = await createWorker(connected, {
    ledger,
    desk: createEventDesk(pool),
    policy: config.policy,
    settlements: createSettlements(config, client),
    subscriptions: createSubscriptionClocks(config, client),
    ...minted,
    ...retentionOf(config, pool),
    channels: {
      ...(mailing === undefined ? {} : { mail: mailing.channel }),
      ...(delivery === undefined ? {} : { delivery: delivery.channel }),
    },
    ...(delivery === undefined ? {} : { redelivery: delivery.redelivery }),
    alerting,
    ...(config.consoleUrl === undefined ? {} : { consoleLink: consoleLinkOf(config.consoleUrl) }),
    announce: (announcement) => startAnnouncement(client, config.taskQueue, announcement),
    ...reports.parts,
    health: createHealth({ ...minted, config, pool: slowPool, alerts: alerting, metrics, log }),
    refunds: createRefunds(config),
    processed: (event) => record(event, metrics),
  })
  const status = await startStatusServer({
    port: config.workerPort,
    registry: metrics.registry,
    sdkMetricsUrl,
    isPolling: () => worker.getState() === 'RUNNING',
  })
  await runUntil(worker, stop, () => {
    log.info({ port: status.port }, 'worker ready')
    minting
      ?.begin()
      .catch((err: unknown) => log.warn({ err }, 'the mint pump was not woken; the next mint does'))
    void keepSchedules({ client, taskQueue: config.taskQueue, log }, recurring(config), stop)
  })
  mailing?.mailer.close()
  await reports.close()
  await Promise.all([status.close(), pool.end(), slowPool.end(), connected.connection.close()])
}

function createPool({ databaseUrl }: Config, log: Logger): pg.Pool {
  const name = 'quittance worker'
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: name, max: 10, ...TIMEOUTS })
  // An idle connection that breaks is replaced at the next query; unheard, it would end the process.
  pool.on('error', (err) => log.warn({ err }, 'an idle database connection broke'))
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

async function createWorker({ connection, namespace }: Connected, deps: Deps): Promise<Worker> {
  return await Worker.create({
    connection,
    namespace,
    taskQueue: config.taskQueue,
    ...workflowCode(),
    activities: createActivities(deps),
    interceptors: { activity: ACTIVITY_INTERCEPTORS },
    // What is in flight takes 5 s at most; the rest of the 20 s a container has is for closing.
    shutdownGraceTime: '8 seconds',
    shutdownForceTime: '15 seconds',
  })
}

function record({ type, endpoint, eventKey, durationMs, status }: Processed, metrics: WorkerMetrics): void {
  metrics.webhookProcessed.inc({ endpoint: countedAs(endpoint), type, status })
  log.info({ event: type, id: eventKey, endpoint, duration_ms: durationMs, status }, 'webhook.processed')
}

function recordAlert({ kind, key }: Alert, channel: string, metrics: WorkerMetrics, error: unknown): void {
  metrics.alerts.inc({ kind, channel, status: error === undefined ? 'sent' : 'failed' })
  if (error === undefined) log.info({ kind, key, channel }, 'alert sent')
  else log.error({ kind, key, channel, err: error }, 'alert failed')
}

async function runUntil(worker: Worker, stop: AbortSignal, ready: () => void): Promise<void> {
  stop.throwIfAborted()
  const running = worker.run()
  stop.addEventListener('abort', () => worker.shutdown(), { once: true })
  ready()
  await running
}
