import { createHash } from 'node:crypto'
import type { Alert } from '../../domain/alert.ts'
import { joinId } from '../../domain/ids.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'

/** What stays as it is, is told of again after so long. */
const REMIND_AFTER_MS = 24 * 60 * 60_000

/** What operators hear of a report: once for the same differences, at once for others. */
export function driftAlert({
  differenceCount,
  differences,
}: Pick<Reconciliation, 'differenceCount' | 'differences'>): Alert {
  const kinds = [...new Set(differences.map(({ kind }) => kind))]
  const found = createHash('sha256').update(JSON.stringify(differences)).digest('hex')
  return {
    kind: 'drift',
    key: joinId('drift', found),
    title: `Providers, books and chain differ: ${differenceCount}`,
    text: `${kinds.join(', ')}. Look: quittance drift`,
    againAfterMs: REMIND_AFTER_MS,
  }
}
