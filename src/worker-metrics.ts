import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { CaughtUp } from './activities/catch-up.ts'
import { cached, inTime } from './api/reading.ts'
import type { Answer } from './delivery/answer.ts'
import type { SignerFunds } from './domain/alarm.ts'
import { formatMinor } from './domain/money.ts'
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
  /** Told of every call to the merchant's app. */
  readonly appCalled: (answer: Answer) => void
  readonly healthChecks: Counter
  /** Has the minting address asked for its balance when somebody scrapes. */
  readonly watchSigner: (read: () => Promise<SignerFunds>) => void
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
  const deliveryCalls = new Counter({
    name: 'delivery_calls_total',
    help: "Calls to the merchant's app, by the class of its answer: 2xx to 5xx, or none",
    labelNames: ['status'],
    registers: [registry],
  })
  return {
    registry,
    appCalled: ({ status }) =>
      deliveryCalls.inc({ status: status === undefined ? 'none' : `${Math.floor(status / 100)}xx` }),
    watchSigner: (read) => addSigner(registry, read),
    healthChecks: new Counter({
      name: 'health_checks_total',
      help: 'Times alarms were looked for; every 5 minutes by one of the workers',
      registers: [registry],
    }),
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

/** A scrape must end before its scraper gives up, and a node is not asked at each. */
const [BALANCE_TIMEOUT_MS, BALANCE_TTL_MS] = [2_000, 60_000]
/** Of the coin that gas is paid in. */
const COIN_SCALE = 18

/** NaN says that the chain does not tell. */
function addSigner(registry: Registry, read: () => Promise<SignerFunds>): void {
  const once = cached(BALANCE_TTL_MS, () => inTime(BALANCE_TIMEOUT_MS, read()))
  const balance = new Gauge({
    name: 'mint_signer_balance',
    help: "What the minting address can pay for gas, in the chain's coin",
    registers: [registry],
    async collect() {
      balance.set(
        await once().then(
          (funds) => coins(funds.balance),
          () => Number.NaN,
        ),
      )
    },
  })
  const floor = new Gauge({
    name: 'mint_signer_balance_floor',
    help: 'SIGNER_LOW_BALANCE: below it, the balance of the minting address is too low',
    registers: [registry],
    async collect() {
      floor.set(
        await once().then(
          (funds) => coins(funds.floor),
          () => Number.NaN,
        ),
      )
    },
  })
}

/** For a chart: nothing is paid by it. */
function coins(wei: bigint): number {
  return Number(formatMinor(wei, COIN_SCALE))
}
