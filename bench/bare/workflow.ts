import { proxyLocalActivities } from '@temporalio/workflow'
import type { nothing as nothingActivity } from './worker.ts'

const { nothing } = proxyLocalActivities<{ nothing: typeof nothingActivity }>({ startToCloseTimeout: '3s' })

/** The least a workflow with one local activity can be: the ceiling the service is compared with. */
export async function bare(): Promise<void> {
  await nothing()
}
