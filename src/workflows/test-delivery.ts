import { ActivityFailure, proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { Redelivered } from '../delivery/again.ts'
import { TEST_DELIVERY } from './activity-options.ts'

const { sendTestDelivery } = proxyActivities<Activities>(TEST_DELIVERY)

/** Sends a test event to the merchant's app, and tells what came of it. */
export async function testDelivery(key: string): Promise<Redelivered> {
  try {
    return await sendTestDelivery.executeWithOptions({ ...TEST_DELIVERY, summary: key.slice(0, 180) }, [key])
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error
    return { isDelivered: false, because: error.cause?.message ?? error.message }
  }
}
