import { proxyActivities } from '@temporalio/workflow'
import type { HealthChecked } from '../activities/check-health.ts'
import type { Activities } from '../activities/index.ts'
import type { Problem } from '../domain/errors.ts'
import { CHECK_HEALTH } from './activity-options.ts'
import { failureOf, problemOr } from './problem.ts'

type HealthResult = HealthChecked | { readonly problem: Problem }

const { checkHealth: check } = proxyActivities<Activities>(CHECK_HEALTH)

/** Looks once for what an operator must see; started by a Schedule. */
export async function checkHealth(): Promise<HealthResult> {
  try {
    return await check()
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    return { problem: problemOr('INBOX_UNAVAILABLE', failure) }
  }
}
