import { proxyActivities } from '@temporalio/workflow'
import type { CaughtUp } from '../activities/catch-up.ts'
import type { Activities } from '../activities/index.ts'
import type { Problem } from '../domain/errors.ts'
import { CATCH_UP } from './activity-options.ts'
import { failureOf, problemOr } from './problem.ts'

export interface CatchUpInput {
  /** Endpoints whose providers are asked. */
  readonly sources: readonly string[]
  /** ISO-8601 UTC; else, where each was left off. */
  readonly since?: string
}

export type CatchUpResult = Readonly<Record<string, CaughtUp | { readonly problem: Problem }>>

const { catchUpFrom } = proxyActivities<Activities>(CATCH_UP)

/** Asks every provider that can be asked what its webhooks may not have told. One that is away is asked the next time. */
export async function catchUp({ sources, since }: CatchUpInput): Promise<CatchUpResult> {
  const passes = await Promise.all(
    sources.map(async (source) => [source, await pass(source, since)] as const),
  )
  return Object.fromEntries(passes)
}

async function pass(source: string, since: string | undefined): Promise<CatchUpResult[string]> {
  try {
    const from = { source, ...(since === undefined ? {} : { since }) }
    return await catchUpFrom.executeWithOptions({ ...CATCH_UP, summary: source }, [from])
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    return { problem: problemOr('PROVIDER_UNAVAILABLE', failure) }
  }
}
