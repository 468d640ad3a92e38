import { FulfilmentError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'

/** A report that is stored. */
export interface ReportMade {
  readonly reportId: string
  readonly differences: number
}

/** Compares providers, books and chain. */
export interface Reconciling {
  /** @throws FulfilmentError LEDGER_UNAVAILABLE (retryable) */
  report(): Promise<ReportMade>
}

export const makeReport =
  ({ reconciling }: Deps) =>
  async (): Promise<ReportMade> => {
    if (reconciling !== undefined) return await reconciling.report()
    throw new FulfilmentError({
      code: 'LEDGER_UNAVAILABLE',
      retryable: true,
      message: 'this worker makes no reports; another one may',
    })
  }
