import { CancellationScope, proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { Decision } from '../domain/decision.ts'
import { INBOX } from './activity-options.ts'
import { note } from './details.ts'
import type { EventRun } from './event-run.ts'
import { finalRefusalOf } from './problem.ts'
import type { Answer, Channel, Run } from './run.ts'

/** What is written beside a story, each with a few words on the timeline of what it is about. */
export function inboxFor(summary: string) {
  return proxyActivities<Activities>({ ...INBOX, summary })
}

/** Which event this run is about and which workflow it is, as activities are told. */
export function subjectOf({ event: { endpoint, eventKey, type, receivedAt } }: Pick<EventRun, 'event'>) {
  return { workflowId: workflowInfo().workflowId, endpoint, eventKey, type, receivedAt }
}

export function journal(decision: Decision, channel: Channel, { outcome, detail }: Answer): Promise<void> {
  const { workflowId } = workflowInfo()
  return inboxFor(`${decision.decision} ${outcome}`).recordDecision({
    workflowId,
    channel,
    decision,
    outcome,
    detail,
  })
}

/** Starts a write that nothing waits for until the story ends; a cancel request does not stop it. */
export function beside(run: Run, write: () => Promise<void>): void {
  run.beside.push(CancellationScope.nonCancellable(() => writeOrNote(run, write)))
}

async function writeOrNote(run: Run, write: () => Promise<void>): Promise<void> {
  const refusal = await finalRefusalOf(write)
  if (refusal !== undefined) note(run, refusal)
}
