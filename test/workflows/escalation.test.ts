import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failures } from '../../src/activities/failures.ts'
import { createActivities } from '../../src/activities/index.ts'
import { planFor } from '../../src/domain/plan.ts'
import { SEARCH_ATTRIBUTES } from '../../src/workflows/search-attributes.ts'
import { timeSkippingEnvironment, uniqueTaskQueue } from '../support/temporal.ts'
import { workflowBundlePath } from '../support/workflow-bundle.ts'
import { paidInUnknownAsset } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import { decision, eventually, openPark, parksOf } from './support/observe.ts'

let harness: Harness
let skipping: TestWorkflowEnvironment
beforeAll(async () => {
  harness = await createHarness()
  skipping = await timeSkippingEnvironment()
  // This server can add attributes, but not list what it has: migrate.ts does not do for it.
  const KEYWORD = 2
  await skipping.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name }) => [name, KEYWORD])),
  })
})
afterAll(async () => {
  await skipping.teardown()
  await harness.teardown()
})

test('a park nobody answers is escalated after a day, and every day again', async () => {
  let escalations = 0
  const { desk } = harness.deps
  const taskQueue = uniqueTaskQueue()
  const worker = await Worker.create({
    connection: skipping.nativeConnection,
    taskQueue,
    workflowBundle: { codePath: await workflowBundlePath() },
    activities: createActivities({
      ...harness.deps,
      desk: {
        ...desk,
        escalatePark(workflowId, parkId) {
          escalations += 1
          return desk.escalatePark(workflowId, parkId)
        },
      },
    }),
    interceptors: { activity: [failures] },
  })
  await worker.runUntil(async () => {
    const event = paidInUnknownAsset()
    const handle = await skipping.client.workflow.start('fulfilPayment', {
      taskQueue,
      workflowId: event.eventKey,
      args: [{ event, plan: planFor(event, harness.deps.policy) }],
    })
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
