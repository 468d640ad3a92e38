import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPolicy } from '../../src/policy.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { decision } from '../workflows/support/observe.ts'
import {
  balanceOf,
  paymentEvents,
  rowOf,
  sayWord,
  settlementOf,
  told,
} from '../workflows/support/settlements.ts'

const NO_PARK = { parkId: '-' }

let harness: Harness
beforeAll(async () => {
  harness = await createHarness(readPolicy({}))
  await harness.startWorker()
})
afterAll(() => harness.teardown())

test('a reset of an earlier run of a settlement does not say its word again, over one that came later', async () => {
  const { paymentId, owner, pending } = paymentEvents()
  await told(harness, pending())
  const settlement = settlementOf(harness, paymentId)
  const { runId } = await settlement.describe()
  await settlement.signal('decide', decision(NO_PARK, { decision: 'confirm' }))
  await settlement.result()
  // It was fraud: reversed, in a run of its own.
  await sayWord(harness, paymentId, decision(NO_PARK, { decision: 'reverse' }))
  expect(await settlement.result()).toMatchObject({ because: 'an operator said reverse' })
  expect(await balanceOf(harness, owner)).toMatchObject({ available: '0' })

  const { client } = harness.environment
  const { events } = await client.workflow.getHandle(settlement.workflowId, runId).fetchHistory()
  const task = events?.find(({ workflowTaskCompletedEventAttributes: it }) => it)?.eventId
  await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: settlement.workflowId, runId },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: task ?? null,
  })
  await settlement.result()
  expect(await rowOf(harness, paymentId)).toMatchObject({ word: 'reverse', paid: '0' })
  expect(await balanceOf(harness, owner)).toMatchObject({ available: '0', pending: '0' })
})
