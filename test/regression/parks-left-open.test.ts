import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import type { Policy } from '../../src/domain/policy.ts'
import { readPolicy } from '../../src/policy.ts'
import { connectTemporal } from '../../src/temporal.ts'
import { paidByNobody, paidInUnknownAsset } from '../workflows/support/events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { decision, openPark, parksOf, stateOf } from '../workflows/support/observe.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker()
})
afterAll(() => harness.teardown())

/** Terminates it and starts it again, as the sweeper does with a lost workflow. */
const terminateAndRestart = async (
  { workflowId }: WorkflowHandle,
  event: PaymentEvent,
  policy: Policy = harness.deps.policy,
) => {
  const again = harness.environment.client.workflow.getHandle(workflowId)
  await again.terminate('a test')
  const plan = planFor(event, policy)
  if (plan.type !== 'fulfil') throw new Error('no plan')
  const temporal = connectTemporal({ taskQueue: harness.taskQueue, ledgerFirstTry: 'local' })
  await temporal.start(workflowId, event, plan, 'replay')
  await temporal.close()
  return again
}

const open = async (handle: WorkflowHandle) =>
  (await parksOf(harness, handle)).filter(({ closed }) => !closed)

test('a workflow that was terminated and started again leaves no park behind that nobody can answer', async () => {
  const event = paidByNobody()
  const handle = await harness.start(event)
  const lost = await openPark(harness, handle)
  const again = await terminateAndRestart(handle, event)
  const park = await openPark(harness, again, lost)
  expect(await open(again)).toEqual([park])
  await again.signal('decide', decision(park, { decision: 'skip' }))
  await again.result()
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  expect(await open(again)).toEqual([])
})

test('one that succeeds at once when it is started again leaves no park behind either', async () => {
  const event = paidInUnknownAsset()
  const handle = await harness.start(event)
  await openPark(harness, handle)
  const again = await terminateAndRestart(handle, event, readPolicy({ assets: { XYZ: { scale: 0 } } }))
  await again.result()
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  expect(await open(again)).toEqual([])
})

test('a reset of a parked workflow shows one park, not two', async () => {
  const handle = await harness.start(paidByNobody())
  const old = await openPark(harness, handle)
  const events = (await handle.fetchHistory()).events ?? []
  const first = events.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId
  await harness.environment.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: first ?? null,
  })
  const park = await openPark(harness, handle, old)
  expect(await open(handle)).toEqual([park])
})

test('a copy that is aborted does not end the event its original still works on', async () => {
  const event = paidByNobody()
  const original = await harness.start(event)
  const park = await openPark(harness, original)
  const copy = await harness.environment.client.workflow.start('fulfilPayment', {
    workflowId: `copy-${event.eventKey}`,
    taskQueue: harness.taskQueue,
    args: [{ event, plan: planFor(event, harness.deps.policy) }],
  })
  await copy.signal('decide', decision(await openPark(harness, copy), { decision: 'abort' }))
  await copy.result()
  expect(await stateOf(harness, event.eventKey)).toBe('parked')
  expect(await open(original)).toEqual([park])
  await original.signal('decide', decision(park, { decision: 'amend', patch: { owner: 'user:original' } }))
  expect(await original.result()).toMatchObject({ outcome: 'fulfilled' })
  // The money is with its owner and the workflow says fulfilled.
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
})

test('an event that was aborted and is carried out after all, by a copy, is fulfilled', async () => {
  const event = paidInUnknownAsset()
  const original = await harness.start(event)
  await original.signal('decide', decision(await openPark(harness, original), { decision: 'abort' }))
  await original.result()
  expect(await stateOf(harness, event.eventKey)).toBe('aborted')
  const copy = await harness.environment.client.workflow.start('fulfilPayment', {
    workflowId: `copy-${event.eventKey}`,
    taskQueue: harness.taskQueue,
    args: [{ event, plan: planFor(event, readPolicy({ assets: { XYZ: { scale: 0 } } })) }],
  })
  await copy.result()
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
})
