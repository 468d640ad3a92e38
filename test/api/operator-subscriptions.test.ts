import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'

let api: OperatorApi
beforeAll(async () => {
  api = await startOperatorApi()
})
afterAll(() => api.stop())

const DAY = 86_400_000
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString()

const subscribe = (subscriptionId: string, periodEnd: string, at = inDays(-1)) =>
  api.deps.ledger.subscriptions.state(
    {
      endpoint: 'stripe',
      eventKey: `evt_${subscriptionId}`,
      account: 'shop',
      subscriptionId,
      at,
      fact: { type: 'started', days: 30, periodEnd },
      products: ['pro'],
      owner: { owner: 'user:42', source: 'user' },
    },
    { rules: { graceDays: 3, dunningDays: [] }, now: Date.now(), timeoutMs: 5_000 },
  )

test('a subscription shows where it stands and until when it opens its product', async () => {
  const [from, periodEnd] = [inDays(-1), inDays(30)]
  await subscribe('sub_1', periodEnd, from)
  expect(await api.ask('GET', '/subscriptions/shop/sub_1')).toMatchObject({
    status: 200,
    body: {
      subscriptionId: 'sub_1',
      account: 'shop',
      owner: 'user:42',
      product: 'pro',
      status: 'active',
      currentPeriodEnd: periodEnd,
      access: { from, until: new Date(Date.parse(periodEnd) + 3 * DAY).toISOString() },
      cancelAtPeriodEnd: false,
    },
  })
})

test('one that is over gives no access', async () => {
  await subscribe('sub_over', inDays(-5), inDays(-35))
  expect(await api.ask('GET', '/subscriptions/shop/sub_over')).toMatchObject({
    body: { status: 'expired', access: null },
  })
})

test('error: a subscription nobody has heard of is 404', async () => {
  expect(await api.ask('GET', '/subscriptions/shop/sub_none')).toMatchObject({ status: 404 })
})

const say = (decision: string, patch?: object) =>
  api.ask('POST', '/workflows/subscription:shop:sub_words/decisions', {
    decisionId: `d-${decision}-${JSON.stringify(patch ?? null).length}`,
    parkId: '-',
    decision,
    actor: 'ada',
    reason: 'agreed',
    ...(patch === undefined ? {} : { patch }),
  })

test('a word to a subscription whose clock does not run starts it, and waits for a worker', async () => {
  await subscribe('sub_words', inDays(30))
  expect(await say('extend', { until: inDays(60) })).toMatchObject({ status: 202 })
  const clock = api.deps.temporal.client.workflow.getHandle('subscription:shop:sub_words')
  expect((await clock.describe()).type).toBe('subscription')
  await clock.terminate()
})

test.each([
  ['extend', undefined],
  ['extend', { until: 'tomorrow' }],
  ['extend', { owner: 'user:1' }],
  ['cancel', { at: '2026-11-31' }],
  ['confirm', undefined],
])('error: %s with %j is no word to a subscription', async (word, patch) => {
  await subscribe('sub_words', inDays(30))
  expect(await say(word, patch)).toMatchObject({ status: 422 })
})
