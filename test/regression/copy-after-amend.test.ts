import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Amendment } from '../../src/domain/amendment.ts'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import { paid, paidByNobody } from '../workflows/support/events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { available, decision, openPark, parksOf, transferCount } from '../workflows/support/observe.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker()
})
afterAll(() => harness.teardown())

/** It parked, an operator amended it, and it is done. */
const amended = async (event: PaymentEvent, patch: Amendment) => {
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  await handle.executeUpdate('decide', { args: [decision(park, { decision: 'amend', patch })] })
  await handle.result()
  return handle
}

/** What "Start Workflow Like This One" does: the input of the first day under another id. */
const copyOf = (event: PaymentEvent) =>
  harness.environment.client.workflow.start('fulfilPayment', {
    workflowId: `copy-${event.eventKey}`,
    taskQueue: harness.taskQueue,
    args: [{ event, plan: planFor(event, harness.deps.policy) }],
  })

const resetToTheStart = async (handle: WorkflowHandle): Promise<WorkflowHandle> => {
  const { client } = harness.environment
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

test('a copy started by hand leaves the money with whom an operator named', async () => {
  const event = paidByNobody()
  await amended(event, { owner: 'user:copy' })
  const before = await transferCount(harness)
  const copy = await copyOf(event)
  expect(await copy.result()).toMatchObject({ outcome: 'fulfilled', owner: 'user:copy' })
  expect(await available(harness, 'user:copy')).toBe('1999')
  expect(await transferCount(harness)).toBe(before)
  expect(await parksOf(harness, copy)).toEqual([])
})

test('a reset to the beginning leaves the money with whom an operator named', async () => {
  const handle = await amended(paidByNobody(), { owner: 'user:reset' })
  const again = await resetToTheStart(handle)
  expect(await again.result()).toMatchObject({ outcome: 'fulfilled', owner: 'user:reset' })
  expect(await available(harness, 'user:reset')).toBe('1999')
})

test('a copy of an event that stated no readable amount parks, and retried takes the one an operator named', async () => {
  const event = paid({ money: { amount: { text: 'ten', unit: 'decimal' }, asset: 'USD' } })
  await amended(event, { asset: 'USD', amount: '19.99' })
  const before = await transferCount(harness)
  const copy = await copyOf(event)
  const park = await openPark(harness, copy)
  await copy.executeUpdate('decide', { args: [decision(park, { decision: 'retry' })] })
  expect(await copy.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(await transferCount(harness)).toBe(before)
})
