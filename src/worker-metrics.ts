import { Counter, collectDefaultMetrics, Registry } from 'prom-client'

/** What a worker counts, on a registry of its own. */
export interface WorkerMetrics {
  readonly registry: Registry
  readonly webhookProcessed: Counter<'endpoint' | 'type' | 'status'>
}

export function createWorkerMetrics(): WorkerMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    webhookProcessed: new Counter({
      name: 'webhook_processed_total',
      help: 'Events that came to an end or to a stop; status is success, duplicate, parked, ignored or failed',
      labelNames: ['endpoint', 'type', 'status'],
      registers: [registry],
    }),
  }
}
