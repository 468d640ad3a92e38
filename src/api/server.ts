import { catchUpSources } from '../catch-up-sources.ts'
import { type Config, loadConfig } from '../config.ts'
import { endpointDigest } from '../delivery/endpoint.ts'
import { checkDurability } from '../inbox/check-durability.ts'
import { createContactCipher } from '../inbox/contact-cipher.ts'
import { createSecretCipher, type SecretCipher } from '../inbox/secret-cipher.ts'
import { createLedger } from '../ledger/ledger.ts'
import { createLogger, type Logger } from '../logger.ts'
import { refundProviders } from '../refund-providers.ts'
import { connectTemporal } from '../temporal.ts'
import { createApp } from './app.ts'
import { consoleRouter } from './console/router.ts'
import { constraintRouter } from './constraints/router.ts'
import { createPool } from './database-pool.ts'
import { createDoctor } from './doctor/create-doctor.ts'
import { createDirectory } from './endpoint-directory.ts'
import { createEndpoints, endpointsAsStored } from './endpoints.ts'
import { createHealth } from './health.ts'
import { startIngest } from './ingest.ts'
import { listen } from './listen.ts'
import { createLoyalteez } from './loyalteez.ts'
import { databaseMeasurements } from './measurement.ts'
import { createMetrics } from './metrics.ts'
import type { OperatorDeps } from './operator/deps.ts'
import { operatorRouter } from './operator/index.ts'
import { createPeople } from './people.ts'
import { createSecretCheck } from './secret-check.ts'
import { onShutdown } from './shutdown.ts'

const config = loadConfig()
const log = createLogger(config.logLevel, 'api')
try {
  await serve(config, log)
} catch (error) {
  log.fatal({ err: error }, 'the API could not start')
  process.exit(1)
}

/** Everything the API is made of, wired. */
async function serve(config: Config, log: Logger): Promise<void> {
  const { databaseUrl } = config
  // Two pools: a slow question of an operator must not keep webhooks waiting for a connection.
  const inboxPool = createPool({ databaseUrl, name: 'quittance api inbox', max: 6, log })
  const readPool = createPool({ databaseUrl, name: 'quittance api reads', max: 6, log })
  await checkDurability(inboxPool)

  const temporal = connectTemporal(config)
  const people = createPeople(config.piiKey)
  const cipher = createContactCipher(config.piiKey)
  const metrics = createMetrics(databaseMeasurements(readPool))
  const secretCipher = createSecretCipher(config.endpointSecretKeys)
  const secretsAreReadable = createSecretCheck(readPool, secretCipher, log)
  const health = createHealth({ pool: readPool, temporal, metrics, secretsAreReadable })
  const environment = createEndpoints(config)
  const endpoints = createDirectory({ config, environment, pool: inboxPool, cipher: secretCipher, log })
  const ingest = startIngest({
    endpoints,
    policy: config.policy,
    unverifiedRatePerMinute: config.unverifiedRatePerMinute,
    pool: inboxPool,
    temporal,
    people,
    cipher,
    metrics,
    log,
  })
  const operator = operatorOf(
    config,
    {
      pool: readPool,
      temporal,
      people,
      cipher,
      log,
      endpointAsStored: endpointsAsStored(config, (slug) => endpoints.find(slug)),
    },
    secretCipher,
  )
  const loyalteez = createLoyalteez({ config, intake: ingest.intake, pool: readPool, log })
  const app = createApp({
    health: health.router,
    loyalteez: loyalteez.router,
    constraints: constraintRouter({ config, pool: readPool, metrics, log }),
    webhooks: ingest.webhooks,
    operator: operatorRouter(operator),
    console: consoleRouter(operator, { ...operator, blockExplorerUrl: config.blockExplorerUrl }),
    trustProxy: config.trustProxy,
    log,
  })
  const server = await listen(app, config.port)

  onShutdown(log, async () => {
    health.setReady(false)
    loyalteez.close()
    await server.close()
    await ingest.drain()
    await temporal.close()
    await Promise.all([inboxPool.end(), readPool.end()])
  })
  log.info({ port: server.port }, 'listening')
  await secretsAreReadable().catch((err: unknown) =>
    log.warn({ err }, 'secrets of endpoints were not checked'),
  )
}

/** What the operator API and its console work with. */
function operatorOf(
  config: Config,
  parts: Pick<OperatorDeps, 'pool' | 'temporal' | 'people' | 'cipher' | 'endpointAsStored' | 'log'>,
  secretCipher: SecretCipher | undefined,
): OperatorDeps & { readonly workflowPages: string } {
  const { policy, operatorKeys, endpoints, delivery, temporalUiUrl } = config
  const namespace = encodeURIComponent(parts.temporal.client.options.namespace)
  return {
    ...parts,
    ledger: createLedger(parts.pool),
    doctor: createDoctor({ config, ...parts }),
    policy,
    catchUpSources: catchUpSources(config),
    operatorKeys,
    refundProviders: refundProviders(config),
    environmentEndpoints: endpoints,
    ...(secretCipher === undefined ? {} : { secretCipher }),
    workflowPages: `${temporalUiUrl}/namespaces/${namespace}/workflows`,
    ...(delivery === undefined ? {} : { deliveryEndpoint: endpointDigest(delivery.url) }),
  }
}
