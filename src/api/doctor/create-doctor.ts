import type { Pool } from 'pg'
import type { Config } from '../../config.ts'
import { endpointDigest } from '../../delivery/endpoint.ts'
import { countVerifying } from '../../inbox/list-endpoints.ts'
import { createSecretCipher } from '../../inbox/secret-cipher.ts'
import type { Temporal } from '../../temporal.ts'
import { checkBackups, checkClock, checkMigrations, checkPostgres } from './database.ts'
import { checkEndpointSecrets } from './endpoint-secrets.ts'
import { examine } from './examine.ts'
import type { Finding } from './finding.ts'
import { checkAlarms, checkAlerts, checkDelivery, checkDrift } from './records.ts'
import { checkMail, checkOperatorKeys, checkProxy, checkWebhookSecrets } from './settings.ts'
import { checkSchedules, checkSearchAttributes, checkTemporal, checkWorkers } from './workflows.ts'

export interface DoctorParts {
  readonly config: Config
  readonly pool: Pool
  readonly temporal: Temporal
}

/** Looks at each item of docs/going-live.md on the running deployment. */
export interface Doctor {
  examine(): Promise<readonly Finding[]>
}

export function createDoctor({ config, pool, temporal }: DoctorParts): Doctor {
  const { endpoints, endpointSecretKeys, operatorKeys, mail, alerts, delivery, reconcileEveryMinutes } =
    config
  const digest = delivery === undefined ? undefined : endpointDigest(delivery.url)
  return {
    examine: () =>
      examine({
        postgres: () => checkPostgres(pool),
        migrations: () => checkMigrations(pool),
        clock: () => checkClock(pool),
        backups: () => checkBackups(pool),
        temporal: () => checkTemporal(temporal),
        'search-attributes': () => checkSearchAttributes(temporal),
        workers: () => checkWorkers(temporal),
        schedules: () => checkSchedules(temporal),
        'webhook-secrets': async () => checkWebhookSecrets(endpoints, await countVerifying(pool), new Date()),
        'endpoint-secrets': () =>
          checkEndpointSecrets(pool, createSecretCipher(endpointSecretKeys)?.keyIds ?? []),
        'operator-keys': () => checkOperatorKeys(operatorKeys, new Date()),
        proxy: () => checkProxy(config.trustProxy),
        mail: () => checkMail(mail),
        alerts: () => checkAlerts(pool, alerts),
        delivery: () => checkDelivery(pool, digest),
        alarms: () => checkAlarms(pool),
        drift: () => checkDrift(pool, reconcileEveryMinutes),
      }),
  }
}
