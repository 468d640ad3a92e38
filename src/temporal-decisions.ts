import {
  type Client,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { Decision } from './domain/decision.ts'

/** How long an operator is kept waiting for the workflow's own word. */
const UPDATE_DEADLINE_MS = 5_000
const SIGNAL_DEADLINE_MS = 2_000

/** What became of a decision that was sent. */
export type Sent =
  | { readonly type: 'accepted' }
  /** The workflow has said no, and why. */
  | { readonly type: 'refused'; readonly reason: string }
  /** No worker has taken it up yet; it waits in the workflow's history. */
  | { readonly type: 'pending' }
  /** No workflow of this id is running. */
  | { readonly type: 'closed' }
  /** Temporal could not be asked; nothing is known. */
  | { readonly type: 'unreachable' }

/**
 * Hands a decision to its workflow. First as an update, which hears back; when no worker answers in time, the same
 * object as a signal too, because an unfinished update does not survive the server. The workflow takes only one.
 */
export async function sendDecision(client: Client, workflowId: string, decision: Decision): Promise<Sent> {
  const handle = client.workflow.getHandle(workflowId)
  try {
    await client.withDeadline(Date.now() + UPDATE_DEADLINE_MS, () =>
      handle.executeUpdate('decide', { args: [decision], updateId: decision.decisionId }),
    )
    return { type: 'accepted' }
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return { type: 'refused', reason: reasonOf(error) }
    if (error instanceof WorkflowNotFoundError) return { type: 'closed' }
    if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) return { type: 'unreachable' }
    return signalDecision(client, handle, decision)
  }
}

async function signalDecision(client: Client, handle: WorkflowHandle, decision: Decision): Promise<Sent> {
  try {
    await client.withDeadline(Date.now() + SIGNAL_DEADLINE_MS, () => handle.signal('decide', decision))
    return { type: 'pending' }
  } catch (error) {
    return { type: error instanceof WorkflowNotFoundError ? 'closed' : 'unreachable' }
  }
}

function reasonOf({ cause }: WorkflowUpdateFailedError): string {
  return cause instanceof ApplicationFailure ? cause.message : 'the workflow refused the decision'
}

/** Whether Temporal has ever run a workflow of this id, and still remembers; undefined when it cannot be asked. */
export async function workflowIsKnown(client: Client, workflowId: string): Promise<boolean | undefined> {
  try {
    await client.withDeadline(Date.now() + SIGNAL_DEADLINE_MS, () =>
      client.workflow.getHandle(workflowId).describe(),
    )
    return true
  } catch (error) {
    return error instanceof WorkflowNotFoundError ? false : undefined
  }
}
