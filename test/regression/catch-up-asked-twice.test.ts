import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectTemporal, type Temporal } from '../../src/temporal.ts'
import { startCatchUp } from '../../src/temporal-reports.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'

let harness: Harness
let temporal: Temporal

beforeAll(async () => {
  harness = await createHarness()
  temporal = connectTemporal({ taskQueue: harness.taskQueue, ledgerFirstTry: 'local' })
})
afterAll(async () => {
  await temporal.close()
  await harness.teardown()
})

test('who asks for what happened since a time is not answered with what was asked for since another', async () => {
  const asked: string[] = []
  const sources = ['stripe']
  const catchUp = {
    pass: async (_: string, since = 'where it was left off') => {
      asked.push(since)
      return { missed: 0, known: 0, contradicted: 0, unreadable: 0 }
    },
  }
  // No worker yet: all of them wait.
  const usual = await startCatchUp(temporal, { sources })
  const since = await startCatchUp(temporal, { sources, since: '2026-11-22T00:00:00.000Z' })
  const again = await startCatchUp(temporal, { sources, since: '2026-11-22T00:00:00.000Z' })
  expect(again.workflowId).toBe(since.workflowId)
  await harness.startWorker({ catchUp })
  await Promise.all([usual, since, again].map(({ within }) => within(30_000)))
  expect(asked.toSorted()).toEqual(['2026-11-22T00:00:00.000Z', 'where it was left off'])
})
