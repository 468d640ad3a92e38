import type { Reconciling } from '../../activities/reconcile.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Logger } from '../../logger.ts'
import { compare, LISTED } from '../../reconcile/compare.ts'
import { storeReport } from '../../reconcile/reports.ts'
import { type AskParts, askProviders } from './ask-providers.ts'
import { compareTokens, type TokenParts, type TokensCompared } from './compare-tokens.ts'

export interface ReconcilingParts extends AskParts {
  /** Missing where nothing is minted on a chain. */
  readonly tokens?: TokenParts
  readonly log: Logger
  /** Told of every report that is not empty of differences. */
  readonly alert: (report: Reconciliation) => Promise<void>
}

const NO_TOKENS: TokensCompared = { mints: null, differences: [] }

/** One report on providers, inbox, books, outbox and chain. */
export function createReconciling(parts: ReconcilingParts): Reconciling {
  const { pool, tokens, log, alert } = parts
  return {
    async report() {
      const asked = await askProviders(parts)
      const compared = await compare(pool)
      const minted = tokens === undefined ? NO_TOKENS : await compareTokens(tokens)
      const outside = [...asked.differences, ...minted.differences]
      const report: Reconciliation = {
        events: compared.events,
        sums: compared.sums,
        mints: minted.mints,
        providers: asked.providers,
        differenceCount: compared.differenceCount + outside.length,
        differences: [...compared.differences, ...outside].slice(0, LISTED),
      }
      const reportId = await storeReport(pool, report)
      const differences = report.differenceCount
      if (differences === 0) log.info({ reportId }, 'providers, books and chain agree')
      else log.error({ reportId, differences }, 'providers, books and chain differ: quittance drift')
      if (differences > 0) await alert(report)
      return { reportId, differences }
    },
  }
}
