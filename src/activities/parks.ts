import type { Park } from '../inbox/inbox.ts'
import { alertParked, alertStillParked } from './alert-operators.ts'
import { type Deps, processedNow, type Subject } from './deps.ts'

export interface ParkRef {
  readonly workflowId: string
  readonly parkId: string
}

/** What a park is answered when it stands in the inbox; of runs from before, nothing. */
export interface Parked {
  readonly consoleUrl?: string
}

/** The parks of the workflows, as the console, the API and the alerts see them. */
export function parkActivities(deps: Deps) {
  const { desk, processed } = deps
  return {
    /** `subject`: the event that waits with it, if one does. */
    async parkEvent({ subject, park }: { subject?: Subject; park: Park }): Promise<Parked | undefined> {
      await desk.openPark(park)
      if (subject !== undefined) processed(processedNow(subject, 'parked'))
      await alertParked(deps, park)
      const consoleUrl = deps.consoleLink?.(park)
      return consoleUrl === undefined ? undefined : { consoleUrl }
    },
    async escalatePark({ workflowId, parkId }: ParkRef): Promise<void> {
      const park = await desk.escalatePark(workflowId, parkId)
      if (park !== undefined) await alertStillParked(deps, park)
    },
    closePark: ({ workflowId, parkId }: ParkRef): Promise<void> => desk.closePark(workflowId, parkId),
  }
}
