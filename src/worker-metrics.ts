import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { CaughtUp } from './activities/catch-up.ts'
import type { PumpReport } from './mint/pump-pass.ts'

/** What a worker counts, on a registry of its own. */
export interface WorkerMetrics {
  readonly registry: Registry
  readonly webhookProcessed: Counter<'endpoint' | 'type' | 'status'>
  /** By kind, by channel (the journal is one that could not be asked), and whether it was told. */
  readonly alerts: Counter<'kind' | 'channel' | 'status'>
  /** Told of every pass of the mint pump. */
  readonly pumpPassed: (report: PumpReport) => void
  /** Told of every time a provider was asked. */
  readonly caughtUp: (endpoint: string, caughtUp: CaughtUp) => void
}

export function createWorkerMetrics(): WorkerMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const mintInFlight = new Gauge({
    name: 'mint_in_flight',
    help: 'Mints that wait for a transaction, and transactions that mint and are not final',
    registers: [registry],
  })
  const catchUpEvents = new Counter({
    name: 'catch_up_events_total',
    help: 'Events providers told when asked; missed: no webhook had told; also known, contradicted and unreadable',
    labelNames: ['endpoint', 'result'],
    registers: [registry],
  })
  return {
    registry,
    caughtUp(endpoint, caughtUp) {
      for (const [result, count] of Object.entries(caughtUp)) catchUpEvents.inc({ endpoint, result }, count)
    },
    pumpPassed: ({ requested, waiting, watched }) => mintInFlight.set(requested + waiting + watched),
    alerts: new Counter({
      name: 'alert_total',
      help: 'Alerts to operators, by kind and channel; status is sent or failed',
      labelNames: ['kind', 'channel', 'status'],
      registers: [registry],
    }),
    webhookProcessed: new Counter({
      name: 'webhook_processed_total',
      help: 'Events that came to an end or to a stop; status is success, duplicate, parked, ignored or failed',
      labelNames: ['endpoint', 'type', 'status'],
      registers: [registry],
    }),
  }
}
