import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import type { Decision } from '../../../src/domain/decision.ts'
import type { Harness } from './harness.ts'

export interface ParkRow {
  readonly parkId: string
  readonly code: string
  readonly message: string
  readonly closed: boolean
  readonly escalated: boolean
}

/** Asks until the answer is there. */
export const eventually = async <T>(ask: () => Promise<T | undefined>, what: string): Promise<T> => {
  const deadline = Date.now() + 10_000
  while (Date.now() < deadline) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await sleep(50)
  }
  throw new Error(`never happened: ${what}`)
}

export const parksOf = (harness: Harness, { workflowId }: WorkflowHandle): Promise<ParkRow[]> =>
  harness.query<ParkRow>(
    `select park_id as "parkId", code, message, closed_at is not null as closed, escalated_at is not null as escalated
     from inbox.park where workflow_id = $1 order by since, park_id`,
    [workflowId],
  )

/** The park that is open, once it stands in the inbox. `after`: not the one that was open before. */
export const openPark = (harness: Harness, handle: WorkflowHandle, after?: ParkRow): Promise<ParkRow> =>
  eventually(
    async () =>
      (await parksOf(harness, handle)).find(({ closed, parkId }) => !closed && parkId !== after?.parkId),
    `${handle.workflowId} parks`,
  )

let decisions = 0

export const decision = (
  park: { readonly parkId: string },
  fields: Partial<Decision> & Pick<Decision, 'decision'>,
): Decision => ({
  decisionId: `decision-${process.pid}-${Date.now()}-${++decisions}`,
  parkId: park.parkId,
  actor: 'ada',
  reason: 'looked into it',
  ...fields,
})

export const stateOf = async (harness: Harness, eventKey: string): Promise<string | undefined> =>
  (
    await harness.query<{ state: string }>('select state from inbox.event where event_key = $1', [eventKey])
  )[0]?.state

export const journalOf = (harness: Harness, { workflowId }: WorkflowHandle) =>
  harness.query<{ decision: string; outcome: string; channel: string; detail: string; actor: string }>(
    'select decision, outcome, channel, detail, actor from inbox.decision where workflow_id = $1 order by settled_at',
    [workflowId],
  )

/** What the Temporal UI shows under User Metadata. */
export const detailsOf = async (handle: WorkflowHandle): Promise<string> => {
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata')
  return metadata.currentDetails ?? ''
}

/** What the history is made of, in order. */
export const historyOf = async (handle: WorkflowHandle): Promise<string[]> => {
  const { events } = await handle.fetchHistory()
  return (events ?? []).map(({ attributes }) => String(attributes).replace('EventAttributes', ''))
}

/** Activities the history names, local ones too. */
export const activitiesOf = async (handle: WorkflowHandle): Promise<string[]> => {
  const { events } = await handle.fetchHistory()
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled?.activityType?.name ? [scheduled.activityType.name] : [],
  )
}

export const transferCount = async (harness: Harness): Promise<number> =>
  Number((await harness.query<{ count: string }>('select count(*) from ledger.transfer'))[0]?.count)

export const available = async (harness: Harness, owner: string): Promise<string> =>
  (await harness.ledger.balances(owner)).balances[0]?.available ?? '0'
