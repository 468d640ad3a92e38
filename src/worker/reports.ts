import type pg from 'pg'
import type { CaughtUp } from '../activities/catch-up.ts'
import type { Deps } from '../activities/deps.ts'
import { createEndpoints, endpointsAsStored } from '../api/endpoints.ts'
import { createPeople } from '../api/people.ts'
import { createChain } from '../chain/chain.ts'
import type { Config } from '../config.ts'
import type { Alerts } from '../domain/alert.ts'
import { createContactCipher } from '../inbox/contact-cipher.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Logger } from '../logger.ts'
import { connectTemporal } from '../temporal.ts'
import { createCatchUp } from './catch-up/catch-up.ts'
import { createSources } from './catch-up/sources.ts'
import type { TokenParts } from './reconcile/compare-tokens.ts'
import { driftAlert } from './reconcile/drift-alert.ts'
import { createReconciling } from './reconcile/reconciling.ts'
import { createReplaying } from './replaying.ts'

export interface ReportParts {
  readonly config: Config
  readonly pool: pg.Pool
  readonly slowPool: pg.Pool
  readonly ledger: Ledger
  readonly log: Logger
  readonly alerts: Alerts
  readonly caughtUp: (endpoint: string, caughtUp: CaughtUp) => void
}

export interface Reports {
  readonly parts: Required<Pick<Deps, 'catchUp' | 'reconciling' | 'replaying'>>
  readonly close: () => Promise<void>
}

/** What asks providers, what compares them with the books, and what reads their webhooks anew. */
export function createReports(parts: ReportParts): Reports {
  const { config, pool, slowPool, log, alerts, caughtUp } = parts
  const { policy, piiKey } = config
  const shared = {
    policy,
    sources: createSources(config),
    people: createPeople(piiKey),
    cipher: createContactCipher(piiKey),
    log,
  }
  const temporal = connectTemporal(config)
  const tokens = tokensOf(parts)
  return {
    parts: {
      catchUp: createCatchUp({ ...shared, pool, temporal, passed: caughtUp }),
      reconciling: createReconciling({
        ...shared,
        pool: slowPool,
        ...(tokens === undefined ? {} : { tokens }),
        alert: (report) => alerts.alert(driftAlert(report)),
      }),
      replaying: createReplaying({
        ...shared,
        pool,
        temporal,
        endpointAsStored: endpointsAsStored(config, createEndpoints(config)),
      }),
    },
    close: () => temporal.close(),
  }
}

/** Where Loyalteez mints, the supply is not ours alone. */
function tokensOf({ config, ledger, slowPool: pool }: ReportParts): TokenParts | undefined {
  const { minter, chain } = config
  if (minter !== 'chain' || chain?.ltzAddress === undefined) return undefined
  const { rpcUrls, chainId, ltzAddress } = chain
  return { pool, ledger, chain: createChain({ rpcUrls, chainId, contract: ltzAddress }), asset: 'LTZ' }
}
