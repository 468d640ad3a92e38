import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { planFor } from '../../src/domain/plan.ts'
import { paid, paidByNobody, paidInUnknownAsset } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import {
  available,
  decision,
  detailsOf,
  eventually,
  openPark,
  parksOf,
  stateOf,
  transferCount,
} from './support/observe.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker()
})
afterAll(() => harness.teardown())

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>
type EventId = NonNullable<NonNullable<History['events']>[number]['eventId']>

/** Ends of the workflow tasks that scheduled an activity of this name; without a name, of the first task. */
const taskThat = async (handle: WorkflowHandle, scheduled?: string): Promise<EventId> => {
  const events = (await handle.fetchHistory()).events ?? []
  const ends = scheduled
    ? events.flatMap(({ activityTaskScheduledEventAttributes: activity }) =>
        activity?.activityType?.name === scheduled ? [activity.workflowTaskCompletedEventId] : [],
      )
    : events
        .flatMap((event) => (event.workflowTaskCompletedEventAttributes ? [event.eventId] : []))
        .slice(0, 1)
  const end = ends.at(-1)
  if (end == null) throw new Error('the history has no such task')
  return end
}

/** What the UI's Reset button does: a new run that has gone through the old history up to this task. */
const reset = async (handle: WorkflowHandle, workflowTaskFinishEventId: EventId): Promise<WorkflowHandle> => {
  const { client } = harness.environment
  const response = await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId,
  })
  return client.workflow.getHandle(handle.workflowId, response.runId)
}

test('a reset of a finished payment credits nothing twice', async () => {
  const event = paid()
  const handle = await harness.start(event)
  await handle.result()
  const before = await transferCount(harness)
  expect(await (await reset(handle, await taskThat(handle))).result()).toMatchObject({ outcome: 'fulfilled' })
  expect(await transferCount(harness)).toBe(before)
  expect(await available(harness, `user:${event.paymentId}`)).toBe('1999')
})

test('a reset while parked parks anew; the decision for the old park does not reach the new one', async () => {
  const handle = await harness.start(paidInUnknownAsset())
  const old = await openPark(harness, handle)
  const resumed = await reset(handle, await taskThat(handle))
  const park = await openPark(harness, handle, old)
  expect(park.parkId).not.toBe(old.parkId)
  await resumed.signal('decide', decision(old, { decision: 'abort' }))
  await resumed.signal('decide', decision(park, { decision: 'skip' }))
  expect(await resumed.result()).toMatchObject({ outcome: 'fulfilled' })
})

test('a reset after a decision replays it, and goes on from there', async () => {
  const handle = await harness.start(paidByNobody())
  const first = await openPark(harness, handle)
  await handle.signal('decide', decision(first, { decision: 'retry' }))
  const second = await openPark(harness, handle, first)
  const resumed = await reset(handle, await taskThat(handle, 'parkEvent'))
  const third = await openPark(harness, handle, second)
  expect(third.parkId).toMatch(/^books-2-/)
  const patch = { owner: 'user:reset' }
  await resumed.signal('decide', decision(third, { decision: 'amend', patch }))
  expect(await resumed.result()).toMatchObject({ outcome: 'fulfilled', owner: 'user:reset' })
  expect(await available(harness, 'user:reset')).toBe('1999')
  await keepHistory(resumed, 'reset-after-a-decision')
})

test('a copy started by hand credits nothing twice', async () => {
  const event = paid()
  await (await harness.start(event)).result()
  const before = await transferCount(harness)
  const copy = await harness.environment.client.workflow.start('fulfilPayment', {
    workflowId: `copy "of" ${event.eventKey}`,
    taskQueue: harness.taskQueue,
    args: [{ event, plan: planFor(event, harness.deps.policy) }],
  })
  expect(await copy.result()).toMatchObject({ outcome: 'fulfilled', orderStatus: 'paid' })
  expect(await transferCount(harness)).toBe(before)
})

test('cancelled before it began, the story asks; retry does it all the same', async () => {
  const alone = await createHarness()
  try {
    const event = paid()
    const handle = await alone.start(event)
    await handle.cancel()
    await alone.startWorker()
    const park = await openPark(alone, handle)
    expect(park.code).toBe('CANCEL_REQUESTED')
    expect(await available(alone, `user:${event.paymentId}`)).toBe('0')
    await handle.signal('decide', decision(park, { decision: 'retry' }))
    expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', orderStatus: 'paid' })
    expect(await available(alone, `user:${event.paymentId}`)).toBe('1999')
    expect((await handle.describe()).status.name).toBe('COMPLETED')
    await keepHistory(handle, 'cancelled-then-retried')
  } finally {
    await alone.teardown()
  }
})

test('cancelled while parked, nothing changes but the details', async () => {
  const event = paidInUnknownAsset()
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  await handle.cancel()
  await eventually(
    async () => (await detailsOf(handle)).includes('Cancellation was requested') || undefined,
    'the details say so',
  )
  expect(await parksOf(harness, handle)).toEqual([expect.objectContaining({ closed: false })])
  const answer = await handle.executeUpdate('decide', { args: [decision(park, { decision: 'skip' })] })
  expect(answer).toMatchObject({ outcome: 'applied' })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['books'] })
  await keepHistory(handle, 'cancelled-while-parked')
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
})
