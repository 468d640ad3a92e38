import { afterAll, beforeAll, expect, test } from 'vitest'
import { createActivities } from '../../src/activities/index.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { DAY, inDays, subscriptionEvents } from '../workflows/support/subscriptions.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker()
})
afterAll(() => harness.teardown())

test('a word that was taken before its worker died is taken at the next attempt, too', async () => {
  const { subscriptionId, event } = subscriptionEvents()
  await (await harness.start(event('subscription.started', { periodEnd: inDays(10) }))).result()
  const { stateSubscriptionWord } = createActivities(harness.deps)
  const until = inDays(45)
  const say = (decisionId: string, word: { readonly type: 'extend'; readonly until: string }) =>
    stateSubscriptionWord({ account: 'shop', subscriptionId, now: Date.now(), decisionId, word })
  await say('dec-1', { type: 'extend', until })
  await say('dec-1', { type: 'extend', until })
  expect(await harness.ledger.subscriptions.read('shop', subscriptionId)).toMatchObject({
    currentPeriodEnd: until,
  })
  const shorter = new Date(Date.parse(until) - DAY).toISOString()
  await expect(say('dec-2', { type: 'extend', until: shorter })).rejects.toMatchObject({
    code: 'INVALID_DECISION',
  })
})
