import { setTimeout as pause } from 'node:timers/promises'
import type { Deps } from './deps.ts'

const DAY_MS = 86_400_000
const BATCH = 200
/** What one call of the activity takes on at most: a minute or so. */
const BATCHES = 200
/** Between two batches, so that whoever waits for one of the rows has a turn. */
const PAUSE_MS = 50

export interface DroppedBodies {
  readonly bodies: number
  /** None is left that is old enough. */
  readonly isDone: boolean
}

/** Drops bodies and headers that were kept long enough. Killed half-way, it goes on with what is left. */
export const dropOldBodies =
  ({ retention }: Deps) =>
  async (): Promise<DroppedBodies> => {
    if (retention === undefined) return { bodies: 0, isDone: true }
    const receivedBefore = new Date(Date.now() - retention.rawDays * DAY_MS)
    let bodies = 0
    for (let n = 0; n < BATCHES; n++) {
      const dropped = await retention.dropBodies(receivedBefore, BATCH)
      bodies += dropped
      if (dropped < BATCH) return { bodies, isDone: true }
      await pause(PAUSE_MS)
    }
    return { bodies, isDone: false }
  }
