import { WorkflowNotFoundError } from '@temporalio/client'
import { joinId } from './domain/ids.ts'
import type { Temporal } from './temporal.ts'
import type { ReplayInput } from './workflows/replay-events.ts'

/** How long one call may take; the caller tries again. */
const CALL_DEADLINE_MS = 5_000

export function replayIdFor(runId: string): string {
  return joinId('replay', runId)
}

/** Begins to replay what a run names. */
export async function startReplays({ client, taskQueue }: Temporal, input: ReplayInput): Promise<void> {
  await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
    client.workflow.start('replayEvents', {
      taskQueue,
      workflowId: replayIdFor(input.runId),
      args: [input],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: `replays about ${input.total} events, asked for by an operator`,
    }),
  )
}

/** Ends it after what is under way. False: it has ended. */
export async function stopReplays({ client }: Temporal, runId: string): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
      client.workflow.getHandle(replayIdFor(runId)).signal('stop'),
    )
    return true
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}
