import { searchValue } from '../domain/ids.ts'
import type { EventRun } from './event-run.ts'
import { inboxFor } from './inbox-activities.ts'

/** Hands the payment to its settlement: under the name of its row, whichever name this event knows it by. */
export async function trackSettlement({ books, plan }: EventRun): Promise<Record<string, never>> {
  if (books === undefined) return {}
  const { account, paymentId } = books
  await inboxFor(`payment ${searchValue(paymentId)}`).trackSettlement({
    account,
    paymentId,
    at: plan.statement.at,
  })
  return {}
}
