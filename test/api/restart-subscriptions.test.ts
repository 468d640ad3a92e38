import { afterAll, beforeAll, expect, test } from 'vitest'
import { restartSubscriptions } from '../../src/api/restart-subscriptions.ts'
import { createLogger } from '../../src/logger.ts'
import { connectTemporal, type Temporal } from '../../src/temporal.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { eventually } from '../workflows/support/observe.ts'
import { clockOf, inDays, subscriptionEvents } from '../workflows/support/subscriptions.ts'

let harness: Harness
let temporal: Temporal
beforeAll(async () => {
  harness = await createHarness()
  temporal = connectTemporal({ taskQueue: harness.taskQueue, ledgerFirstTry: 'local' })
  await harness.startWorker()
})
afterAll(async () => {
  await temporal.close()
  await harness.teardown()
})

const sweep = () =>
  restartSubscriptions({ pool: harness.pool, temporal, log: createLogger('silent', 'test') })

const overdue = (subscriptionId: string) =>
  harness.query(
    "update ledger.subscription set due_at = now() - interval '11 minutes', asked_at = null where subscription_id = $1",
    [subscriptionId],
  )

const start = async () => {
  const { subscriptionId, event } = subscriptionEvents()
  await (await harness.start(event('subscription.started', { periodEnd: inDays(30) }))).result()
  return { subscriptionId, clock: clockOf(harness, subscriptionId) }
}

test('a subscription that lost its clock is given one again once something is due', async () => {
  const { subscriptionId, clock } = await start()
  const { runId } = await clock.describe()
  await clock.terminate('lost')
  await sweep()
  expect((await clock.describe()).runId).toBe(runId)
  await overdue(subscriptionId)
  await sweep()
  await eventually(async () => {
    const now = await clock.describe()
    return (now.runId !== runId && now.status.name === 'RUNNING') || undefined
  }, 'its clock runs again')
})

test('a clock that runs is left alone', async () => {
  const { subscriptionId, clock } = await start()
  const { runId, historyLength } = await eventually(async () => {
    const now = await clock.describe()
    return now.historyLength >= 12 ? now : undefined
  }, 'it waits')
  await overdue(subscriptionId)
  await sweep()
  expect(await clock.describe()).toMatchObject({ runId, historyLength })
})
