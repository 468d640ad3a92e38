import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { FORGET } from './activity-options.ts'

const { dropOldBodies } = proxyActivities<Activities>(FORGET)

/** Bodies and headers that were kept long enough go; started by a Schedule. */
export async function forgetOldBodies(): Promise<{ readonly bodies: number }> {
  let bodies = 0
  for (;;) {
    const dropped = await dropOldBodies()
    bodies += dropped.bodies
    if (dropped.isDone) return { bodies }
  }
}
