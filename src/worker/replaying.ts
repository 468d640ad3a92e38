import type { ReplayedPage, Replaying } from '../activities/replay.ts'
import { type ReplayDeps, replayEvent } from '../api/replay/replay-event.ts'
import { endReplayRun, nextToReplay } from '../inbox/replay-runs.ts'
import { keepRefusedReplay, type ReplayedBy } from '../inbox/replays.ts'

/** Replays many events, as the operator API does one. */
export function createReplaying(deps: ReplayDeps): Replaying {
  return {
    async next({ runId, after, most }): Promise<ReplayedPage> {
      const page = await nextToReplay(deps.pool, runId, after, most)
      if (page === undefined) return { replayed: 0, refused: 0 }
      const { ids, by } = page
      let replayed = 0
      for (const id of ids) if (await isReplayed(deps, id, by)) replayed += 1
      const last = ids.at(-1)
      return { replayed, refused: ids.length - replayed, ...(last === undefined ? {} : { after: last }) }
    },
    end: (runId, outcome) => endReplayRun(deps.pool, runId, outcome),
  }
}

async function isReplayed(deps: ReplayDeps, id: string, by: ReplayedBy): Promise<boolean> {
  const came = await replayEvent(deps, id, by)
  if (came?.outcome !== 'refused') return came !== undefined
  await keepRefusedReplay(deps.pool, id, by, { reverified: came.reverified, why: came.why ?? '' })
  return false
}
