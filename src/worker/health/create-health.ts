import type { Pool } from 'pg'
import type { HealthCheck } from '../../activities/check-health.ts'
import type { Minting } from '../../activities/index.ts'
import type { Config } from '../../config.ts'
import type { Alerts } from '../../domain/alert.ts'
import type { KnownSecret } from '../../inbox/secret-uses.ts'
import type { Logger } from '../../logger.ts'
import type { WorkerMetrics } from '../../worker-metrics.ts'
import { createHealthCheck } from './health-check.ts'
import { signerFunds } from './signer-funds.ts'

export interface HealthWiring {
  readonly config: Config
  readonly pool: Pool
  readonly minting?: Minting
  readonly alerts: Alerts
  readonly metrics: WorkerMetrics
  readonly log: Logger
}

/** What looks for alarms, as the configuration says. */
export function createHealth({ config, pool, minting, alerts, metrics, log }: HealthWiring): HealthCheck {
  const signer = signerFunds(minting, config.signerFloorWei)
  if (signer !== undefined) metrics.watchSigner(signer)
  return createHealthCheck({
    pool,
    alerts,
    secrets: secretsOf(config),
    ...(signer === undefined ? {} : { signer }),
    log,
    checked: () => metrics.healthChecks.inc(),
  })
}

function secretsOf({ endpoints }: Config): readonly KnownSecret[] {
  return endpoints.flatMap(({ slug, secrets }) => secrets.map(({ id }) => ({ secretId: id, endpoint: slug })))
}
