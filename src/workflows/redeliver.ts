import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { RedeliveryFilter } from '../delivery/select.ts'
import { REDELIVERY } from './activity-options.ts'

/** One message by its key, or all that match. */
export interface RedeliveryInput {
  readonly of: { readonly key: string } | { readonly filter: RedeliveryFilter }
  /** What was done before this run. */
  readonly carried?: RedeliveryResult & { readonly after: string }
}

export interface RedeliveryResult {
  readonly delivered: number
  readonly failed: number
}

const { redeliverMessage, listRedeliveries } = proxyActivities<Activities>(REDELIVERY)

/** Sends messages to the merchant's app again, one after the other: never more than one call is under way. */
export async function redeliver({ of, carried }: RedeliveryInput): Promise<RedeliveryResult> {
  const result = { delivered: carried?.delivered ?? 0, failed: carried?.failed ?? 0 }
  if ('key' in of) return await sendAll([of.key], result)
  let after = carried?.after
  for (;;) {
    const page = await listRedeliveries(of.filter, after)
    await sendAll(page.keys, result)
    after = page.next
    if (after === undefined) return result
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof redeliver>({ of, carried: { ...result, after } })
  }
}

async function sendAll(
  keys: readonly string[],
  result: { delivered: number; failed: number },
): Promise<RedeliveryResult> {
  for (const key of keys) {
    const options = { ...REDELIVERY, summary: key.slice(0, 180) }
    const { isDelivered } = await redeliverMessage.executeWithOptions(options, [key])
    if (isDelivered) result.delivered += 1
    else result.failed += 1
  }
  return result
}
