import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { TypedSearchAttributes } from '@temporalio/common'
import type { Announcement } from './activities/tell.ts'
import { announcementIdFor, searchValue } from './domain/ids.ts'
import { FULFILMENT_STATE, PAYMENT_ID, SUBSCRIPTION_ID } from './workflows/search-attributes.ts'

/** How long one call may take; the caller tries again. */
const CALL_DEADLINE_MS = 2_000

/** Has something told, by a workflow of its own; once that is under way or over, asking again changes nothing. */
export async function startAnnouncement(
  client: Client,
  taskQueue: string,
  announcement: Announcement,
): Promise<void> {
  const { paymentId, subscriptionId, occasion } = announcement
  const about =
    paymentId === undefined
      ? { key: SUBSCRIPTION_ID, value: searchValue(subscriptionId ?? '') }
      : { key: PAYMENT_ID, value: searchValue(paymentId) }
  try {
    await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
      client.workflow.start('announce', {
        taskQueue,
        workflowId: announcementIdFor(announcement),
        args: [announcement],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        typedSearchAttributes: new TypedSearchAttributes([
          about,
          { key: FULFILMENT_STATE, value: 'running' },
        ]),
        staticSummary: `tells ${occasion.join(' ')} of ${about.value}`.slice(0, 180),
      }),
    )
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}
