import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Measurement, Reading } from './measurement.ts'

/** What the API counts, on a registry of its own, so that two services in one process do not meet. */
export interface Metrics {
  readonly registry: Registry
  readonly webhookReceived: Counter<'endpoint' | 'type'>
  /** Seconds from the first byte read to the answer. */
  readonly receiveDuration: Histogram
  readonly signatureFailure: Counter<'endpoint'>
  readonly duplicates: Counter
  readonly quarantined: Counter<'endpoint'>
  /** Unix time of the last delivery a secret verified: says when the old one may be removed. */
  readonly secretLastUsed: Gauge<'secret'>
  /** Questions about constraints: a hit was answered without asking the API. */
  readonly constraintCache: Counter<'result'>
  readonly constraintInvalidations: Counter
}

// Around what a sender waits for: Rach wants its answer in 500 ms, a good one takes five.
const RECEIVE_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2.5]

/** The metrics of the API; `measurements` are read when somebody scrapes. */
export function createMetrics(measurements: readonly Measurement[] = []): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  for (const measurement of measurements) addGauge(registry, measurement)
  return {
    registry,
    webhookReceived: new Counter({
      name: 'webhook_received_total',
      help: 'Verified deliveries taken in, duplicates included',
      labelNames: ['endpoint', 'type'],
      registers,
    }),
    receiveDuration: new Histogram({
      name: 'webhook_receive_duration_seconds',
      help: 'Time to answer a delivery, verified or not',
      buckets: RECEIVE_BUCKETS,
      registers,
    }),
    signatureFailure: new Counter({
      name: 'webhook_signature_failure_total',
      help: 'Deliveries refused for their signature',
      labelNames: ['endpoint'],
      registers,
    }),
    duplicates: new Counter({
      name: 'webhook_duplicate_total',
      help: 'Deliveries of an event that was already there',
      registers,
    }),
    quarantined: new Counter({
      name: 'webhook_quarantined_total',
      help: 'Deliveries that contradict the event stored under their key',
      labelNames: ['endpoint'],
      registers,
    }),
    secretLastUsed: new Gauge({
      name: 'secret_last_used_timestamp',
      help: 'Unix time at which a secret last verified a delivery',
      labelNames: ['secret'],
      registers,
    }),
    constraintCache: new Counter({
      name: 'constraint_cache_total',
      help: 'Questions about constraints, by whether the cache answered them',
      labelNames: ['result'],
      registers,
    }),
    constraintInvalidations: new Counter({
      name: 'constraint_invalidations_total',
      help: 'Requests that took cached answers of constraints back',
      registers,
    }),
  }
}

/** A zero would look like all is well. */
const NOBODY_KNOWS: Reading = { value: Number.NaN }

function addGauge(registry: Registry, { name, help, labels, read }: Measurement): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    async collect() {
      const readings = await read().catch(() => [NOBODY_KNOWS])
      // What is told apart by labels may be gone since it was told last.
      gauge.reset()
      for (const { value, ...labelled } of readings) gauge.set(labelled, value ?? Number.NaN)
    },
  })
}
