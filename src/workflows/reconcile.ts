import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { ReportMade } from '../activities/reconcile.ts'
import type { Problem } from '../domain/errors.ts'
import { RECONCILE } from './activity-options.ts'
import { failureOf, problemOr } from './problem.ts'

export type ReconcileResult = ReportMade | { readonly problem: Problem }

const { makeReport } = proxyActivities<Activities>(RECONCILE)

/** Makes one report on whether providers, books and chain say the same. */
export async function reconcile(): Promise<ReconcileResult> {
  try {
    return await makeReport()
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    return { problem: problemOr('LEDGER_UNAVAILABLE', failure) }
  }
}
