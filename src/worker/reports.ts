import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { CatchUp, CaughtUp } from '../activities/catch-up.ts'
import type { Reconciling } from '../activities/reconcile.ts'
import { createPeople } from '../api/people.ts'
import { createChain } from '../chain/chain.ts'
import type { Config } from '../config.ts'
import type { Alerts } from '../domain/alert.ts'
import { joinId } from '../domain/ids.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { createContactCipher } from '../inbox/contact-cipher.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Logger } from '../logger.ts'
import { connectTemporal } from '../temporal.ts'
import { createCatchUp } from './catch-up/catch-up.ts'
import { createSources } from './catch-up/sources.ts'
import type { TokenParts } from './reconcile/compare-tokens.ts'
import { createReconciling } from './reconcile/reconciling.ts'

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
  readonly catchUp: CatchUp
  readonly reconciling: Reconciling
  readonly close: () => Promise<void>
}

/** The same differences are told of again after so long. */
const REMIND_AFTER_MS = 24 * 60 * 60_000

/** What asks providers, and what compares them with the books. */
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
    catchUp: createCatchUp({ ...shared, pool, temporal, passed: caughtUp }),
    reconciling: createReconciling({
      ...shared,
      pool: slowPool,
      ...(tokens === undefined ? {} : { tokens }),
      alert: (report) => tellOperators(alerts, log, report),
    }),
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

async function tellOperators(
  alerts: Alerts,
  log: Logger,
  { differenceCount, differences }: Reconciliation,
): Promise<void> {
  const kinds = [...new Set(differences.map(({ kind }) => kind))]
  log.error({ differences: differenceCount, kinds }, 'providers, books and chain differ: quittance drift')
  const found = createHash('sha256').update(JSON.stringify(differences)).digest('hex')
  await alerts.alert({
    kind: 'drift',
    key: joinId('drift', found),
    title: `Providers, books and chain differ: ${differenceCount}`,
    text: `${kinds.join(', ')}. Look: quittance drift`,
    againAfterMs: REMIND_AFTER_MS,
  })
}
