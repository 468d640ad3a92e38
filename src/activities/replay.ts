import { FulfilmentError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'

/** Where a run of replays is: events of before are behind it. */
export interface ReplayRequest {
  readonly runId: string
  readonly after?: string
  readonly most: number
}

export interface ReplayedPage {
  /** Missing: there are no more. */
  readonly after?: string
  /** Planned anew, and started. */
  readonly replayed: number
  readonly refused: number
}

/** Replays many events for an operator. Asked again, it does nothing twice. */
export interface Replaying {
  /** The next events of a run. */
  next(request: ReplayRequest): Promise<ReplayedPage>
  end(runId: string, outcome: 'done' | 'stopped'): Promise<void>
}

/** What replays of many events by an operator are made of. */
export function replayActivities({ replaying }: Deps) {
  return {
    replayNext: async (request: ReplayRequest): Promise<ReplayedPage> => await wired(replaying).next(request),
    endReplay: async (run: { readonly runId: string; readonly outcome: 'done' | 'stopped' }): Promise<void> =>
      await wired(replaying).end(run.runId, run.outcome),
  }
}

function wired(replaying: Replaying | undefined): Replaying {
  if (replaying !== undefined) return replaying
  throw new FulfilmentError({
    code: 'CONFIG_INVALID',
    retryable: true,
    message: 'this worker replays nothing: start one that has an inbox',
  })
}
