import { setTimeout as sleep } from 'node:timers/promises'
import { trimAnswers } from '../constraints/trim-answers.ts'
import { trimRefusals } from '../inbox/record-refusals.ts'
import { trimEndpoints } from '../inbox/trim-endpoints.ts'
import { type RestartDeps, restartLost } from './restart-lost.ts'
import { type RestartSettlementsDeps, restartSettlements } from './restart-settlements.ts'
import { type RestartSubscriptionsDeps, restartSubscriptions } from './restart-subscriptions.ts'
import { type SweepDeps, sweepUnstarted } from './sweep-unstarted.ts'

export type SweeperDeps = SweepDeps & RestartDeps & RestartSettlementsDeps & RestartSubscriptionsDeps

export interface Sweeper {
  /** Resolves when what was under way is done. */
  stop(): Promise<void>
}

const UNSTARTED_EVERY_MS = 5_000
const LOST_EVERY_MS = 5 * 60_000
const TRIM_EVERY_MS = 60_000

/** What is done from time to time beside answering, in every API process; they do not disturb each other. */
export function startSweeper(deps: SweeperDeps): Sweeper {
  const stopping = new AbortController()
  const { signal } = stopping
  const every = async (ms: number, what: string, work: () => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      await sleep(ms, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      await work().catch((error: unknown) => deps.log.warn({ what, ...nameOf(error) }, 'a sweep failed'))
    }
  }
  const running = Promise.all([
    every(UNSTARTED_EVERY_MS, 'start', () => sweepUnstarted(deps, signal)),
    every(LOST_EVERY_MS, 'restart', () => restartLost(deps, { signal })),
    every(LOST_EVERY_MS, 'restart settlements', () => restartSettlements(deps, signal)),
    every(LOST_EVERY_MS, 'restart subscriptions', () => restartSubscriptions(deps, signal)),
    every(TRIM_EVERY_MS, 'trim', () => trimRefusals(deps.pool)),
    every(TRIM_EVERY_MS, 'trim endpoints', () => trimEndpoints(deps.pool)),
    every(TRIM_EVERY_MS, 'trim answers', () => trimAnswers(deps.pool)),
  ])
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

function nameOf(error: unknown): { readonly error: string } {
  return { error: error instanceof Error ? error.message : typeof error }
}
