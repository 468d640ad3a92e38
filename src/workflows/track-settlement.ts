import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { INBOX } from './activity-options.ts'
import type { EventRun } from './event-run.ts'

const handing = proxyActivities<Activities>(INBOX)

/** Hands the payment to its settlement: under the name of its row, whichever name this event knows it by. */
export async function trackSettlement({ books, plan }: EventRun): Promise<Record<string, never>> {
  if (books === undefined) return {}
  const { account, paymentId } = books
  await handing.trackSettlement({ account, paymentId, at: plan.statement.at })
  return {}
}
