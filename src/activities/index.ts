import { booksActivities } from './books.ts'
import type { Deps } from './deps.ts'
import { finishEvent } from './finish-event.ts'
import { parkActivities } from './parks.ts'
import { amendEvent, replanEvent } from './plan-again.ts'
import { recordDecision } from './record-decision.ts'

export function createActivities(deps: Deps) {
  return {
    ...booksActivities(deps),
    ...parkActivities(deps),
    recordDecision: recordDecision(deps),
    finishEvent: finishEvent(deps),
    amendEvent: amendEvent(deps),
    replanEvent: replanEvent(deps),
  }
}

export type Activities = ReturnType<typeof createActivities>
export type { Processed, Subject } from './deps.ts'
