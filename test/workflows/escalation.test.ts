import type { WorkflowHandle } from '@temporalio/client'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Deps } from '../../src/activities/deps.ts'
import { failures } from '../../src/activities/failures.ts'
import { createActivities } from '../../src/activities/index.ts'
import { FulfilmentError } from '../../src/domain/errors.ts'
import type { PaidEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import { timeSkippingEnvironment, uniqueTaskQueue } from '../support/temporal.ts'
import { workflowBundlePath } from '../support/workflow-bundle.ts'
import { paid, paidInUnknownAsset } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import { decision, eventually, openPark, parksOf } from './support/observe.ts'

let harness: Harness
let skipping: TestWorkflowEnvironment
beforeAll(async () => {
  harness = await createHarness()
  skipping = await timeSkippingEnvironment()
})
afterAll(async () => {
  await skipping.teardown()
  await harness.teardown()
})

/** Runs the story of one event on the server that skips time. */
const tell = async (
  event: PaidEvent,
  parts: Partial<Deps>,
  during: (handle: WorkflowHandle) => Promise<void>,
): Promise<void> => {
  const taskQueue = uniqueTaskQueue()
  const worker = await Worker.create({
    connection: skipping.nativeConnection,
    taskQueue,
    workflowBundle: { codePath: await workflowBundlePath() },
    activities: createActivities({ ...harness.deps, ...parts }),
    interceptors: { activity: [failures] },
  })
  await worker.runUntil(async () => {
    const handle = await skipping.client.workflow.start('fulfilPayment', {
      taskQueue,
      workflowId: event.eventKey,
      args: [{ event, plan: planFor(event, harness.deps.policy) }],
    })
    await during(handle)
  })
}

test('a park nobody answers is escalated after a day, and every day again', async () => {
  let escalations = 0
  const { desk } = harness.deps
  const counting = {
    ...desk,
    escalatePark(workflowId: string, parkId: string) {
      escalations += 1
      return desk.escalatePark(workflowId, parkId)
    },
  }
  await tell(paidInUnknownAsset(), { desk: counting }, async (handle) => {
    const park = await openPark(harness, handle)
    await skipping.sleep('23 hours')
    expect(escalations).toBe(0)
    await skipping.sleep('2 hours')
    await eventually(async () => escalations === 1 || undefined, 'the first escalation')
    expect(await parksOf(harness, handle)).toEqual([
      expect.objectContaining({ escalated: true, closed: false }),
    ])
    await skipping.sleep('24 hours')
    await eventually(async () => escalations === 2 || undefined, 'the second escalation')
    await handle.signal('decide', decision(park, { decision: 'skip' }))
    expect(await handle.result()).toEqual({ outcome: 'fulfilled', skipped: ['books'] })
    await keepHistory(handle, 'escalated-then-skipped')
  })
})

test('an outage of the books that outlasts a day parks, and retry goes on when it is over', async () => {
  const event = paid()
  await harness.start(event)
  let down = true
  const ledger: Deps['ledger'] = {
    ...harness.ledger,
    async stateFact(statement, options) {
      if (!down) return await harness.ledger.stateFact(statement, options)
      throw new FulfilmentError({ code: 'LEDGER_UNAVAILABLE', retryable: true, message: 'no answer' })
    },
  }
  await tell(event, { ledger }, async (handle) => {
    await skipping.sleep('24 hours')
    const park = await openPark(harness, handle)
    expect(park).toMatchObject({ code: 'LEDGER_UNAVAILABLE', message: expect.stringContaining('no answer') })
    down = false
    await handle.signal('decide', decision(park, { decision: 'retry' }))
    expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', orderStatus: 'paid' })
  })
})
