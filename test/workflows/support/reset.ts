import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import type { Harness } from './harness.ts'

/** What the UI's Reset button does, to the first workflow task. */
export const resetToTheStart = async (
  { environment: { client } }: Harness,
  handle: WorkflowHandle,
): Promise<WorkflowHandle> => {
  const events = (await handle.fetchHistory()).events ?? []
  const first = events.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId
  const { runId } = await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: first ?? null,
  })
  return client.workflow.getHandle(handle.workflowId, runId)
}
