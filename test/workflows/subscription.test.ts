import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SubscriptionAnswer } from '../../src/activities/subscription-deps.ts'
import { FulfilmentError } from '../../src/domain/errors.ts'
import { readPolicy } from '../../src/policy.ts'
import { startAnnouncement } from '../../src/temporal-announcements.ts'
import { signalSubscription } from '../../src/temporal-subscriptions.ts'
import { paid } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import { decision, eventually, journalOf, stateOf } from './support/observe.ts'
import { paymentEvents, sayWord } from './support/settlements.ts'
import { clockOf, DAY, inDays, subscriptionEvents } from './support/subscriptions.ts'

let harness: Harness
const told: string[] = []
/** What the provider says of a subscription; `silent`: nothing. */
const answers = new Map<string, SubscriptionAnswer | 'silent'>()

const channel = {
  async tell(key: string) {
    told.push(key)
    return { state: 'done', result: {} } as const
  },
}

beforeAll(async () => {
  harness = await createHarness({ ...readPolicy({}), channels: { mail: true, delivery: true } })
  await harness.startWorker({
    channels: { mail: channel, delivery: channel },
    announce: (announcement) =>
      startAnnouncement(harness.environment.client, harness.taskQueue, announcement),
    subscriptions: {
      ...harness.deps.subscriptions,
      source: {
        async ask(_, subscriptionId) {
          const answer = answers.get(subscriptionId)
          if (answer !== 'silent') return answer
          throw new FulfilmentError({ code: 'PROVIDER_UNAVAILABLE', retryable: true, message: 'away' })
        },
      },
    },
  })
})
afterAll(() => harness.teardown())

const carriedOut = async (event: Parameters<Harness['start']>[0]) => (await harness.start(event)).result()

const read = async (subscriptionId: string) =>
  (await harness.ledger.subscriptions.read('shop', subscriptionId)) ?? undefined

const readWith = (subscriptionId: string, status: string) =>
  eventually(async () => {
    const row = await read(subscriptionId)
    return row?.status === status ? row : undefined
  }, `${subscriptionId} is ${status}`)

const toldOf = (subscriptionId: string) =>
  told
    .filter((key) => key.startsWith(`shop:${subscriptionId}:`))
    .map((key) => key.split(':').slice(2, 4).join(':'))
    .toSorted()

const toldBy = (subscriptionId: string, ...keys: string[]) =>
  eventually(
    async () => (keys.every((key) => toldOf(subscriptionId).includes(key)) ? true : undefined),
    `${keys.join(' ')} is told`,
  )

test('a subscription that starts opens its product until the end of its period and its grace', async () => {
  const { subscriptionId, owner, event } = subscriptionEvents()
  const periodEnd = inDays(30)
  const started = event('subscription.started', { periodEnd })
  const handle = await harness.start(started)
  expect(await handle.result()).toEqual({ outcome: 'fulfilled', owner, phase: 'active' })
  expect(await stateOf(harness, started.eventKey)).toBe('fulfilled')
  const until = new Date(Date.parse(periodEnd) + 3 * DAY).toISOString()
  expect(await harness.ledger.access(owner)).toEqual([
    { product: 'pro', from: started.receivedAt, until, source: `subscription:shop:${subscriptionId}` },
  ])
  expect(await read(subscriptionId)).toMatchObject({
    status: 'active',
    currentPeriodEnd: periodEnd,
    cancelAtPeriodEnd: false,
  })
  await toldBy(subscriptionId, 'deliver:subscription.started', 'notify:subscription-started')
  expect((await clockOf(harness, subscriptionId).describe()).status.name).toBe('RUNNING')
  await keepHistory(handle, 'subscription-started')
})

test('a payment that came for a subscription is credited, and extends it', async () => {
  const { subscriptionId, owner, event } = subscriptionEvents()
  const end = Date.now() + 2 * DAY
  await carriedOut(event('subscription.started', { periodEnd: new Date(end).toISOString() }))
  const periodEnd = inDays(32)
  const payment = paid({
    owner: { owner, source: 'user' },
    subscription: { id: subscriptionId, product: 'pro', periodEnd },
  })
  const handle = await harness.start(payment)
  await handle.result()
  expect(await stateOf(harness, payment.eventKey)).toBe('fulfilled')
  expect((await harness.ledger.balances(owner)).balances[0]?.available).toBe('1999')
  expect(await read(subscriptionId)).toMatchObject({ currentPeriodEnd: periodEnd })
  await toldBy(subscriptionId, 'deliver:subscription.renewed')
  await keepHistory(handle, 'subscription-paid')
})

test('the same event again, or its siblings, change and tell nothing more', async () => {
  const { subscriptionId, owner, event } = subscriptionEvents()
  const started = event('subscription.started', { periodEnd: inDays(30) })
  await carriedOut(started)
  await carriedOut({ ...started, eventKey: `${started.eventKey}-again` })
  await toldBy(subscriptionId, 'deliver:subscription.started', 'notify:subscription-started')
  expect(toldOf(subscriptionId)).toEqual(['deliver:subscription.started', 'notify:subscription-started'])
  expect(await harness.ledger.access(owner)).toHaveLength(1)
})

test('what its provider ends is closed at once, told of, and its clock stops', async () => {
  const { subscriptionId, owner, event } = subscriptionEvents()
  const handle = clockOf(harness, subscriptionId)
  await carriedOut(event('subscription.started', { periodEnd: inDays(30) }, { occurredAt: inDays(-1) }))
  const ended = event('subscription.cancelled')
  await carriedOut(ended)
  expect(await handle.result()).toMatchObject({ outcome: 'over' })
  expect(await harness.ledger.access(owner)).toMatchObject([{ until: ended.receivedAt }])
  expect(await read(subscriptionId)).toMatchObject({ status: 'cancelled', access: null })
  await toldBy(subscriptionId, 'deliver:subscription.cancelled', 'notify:subscription-cancelled')
  await keepHistory(handle, 'subscription-cancelled')
})

test('one that is past due is written to, once a step', async () => {
  const { subscriptionId, event } = subscriptionEvents()
  await carriedOut(event('subscription.started', { periodEnd: inDays(-1) }, { occurredAt: inDays(-31) }))
  await carriedOut(event('subscription.past_due'))
  await readWith(subscriptionId, 'past_due')
  await toldBy(subscriptionId, 'deliver:subscription.past_due', 'notify:subscription-past-due')
  expect(toldOf(subscriptionId).filter((key) => key.startsWith('notify:subscription-past'))).toHaveLength(1)
})

test('what nobody pays on expires without any webhook', async () => {
  const { subscriptionId, owner, event } = subscriptionEvents()
  const started = event('subscription.started', { periodEnd: inDays(-4) }, { occurredAt: inDays(-34) })
  await carriedOut(started)
  const handle = clockOf(harness, subscriptionId)
  expect(await handle.result()).toMatchObject({ outcome: 'over' })
  expect(await read(subscriptionId)).toMatchObject({ status: 'expired', access: null })
  const until = new Date(Date.parse(started.subscription.periodEnd ?? '') + 3 * DAY).toISOString()
  expect(await harness.ledger.access(owner)).toMatchObject([{ until }])
  await toldBy(subscriptionId, 'deliver:subscription.expired', 'notify:subscription-expired')
  await keepHistory(handle, 'subscription-lapsed')
})

test('before it expires its provider is asked, and one that runs on goes on', async () => {
  const { subscriptionId, event } = subscriptionEvents()
  const periodEnd = inDays(26)
  answers.set(subscriptionId, { type: 'runs', periodEnd, cancelAtPeriodEnd: false })
  await carriedOut(event('subscription.started', { periodEnd: inDays(-2.99) }, { occurredAt: inDays(-33) }))
  const row = await eventually(async () => {
    const found = await read(subscriptionId)
    return found?.currentPeriodEnd === periodEnd ? found : undefined
  }, 'its provider was asked')
  expect(row).toMatchObject({ status: 'active' })
})

test('a provider that does not answer takes nothing away for three days', async () => {
  const { subscriptionId, event } = subscriptionEvents()
  answers.set(subscriptionId, 'silent')
  const periodEnd = inDays(-2.99)
  await carriedOut(event('subscription.started', { periodEnd }, { occurredAt: inDays(-33) }))
  const until = new Date(Date.parse(periodEnd) + 6 * DAY).toISOString()
  await eventually(
    async () => ((await read(subscriptionId))?.access?.until === until ? true : undefined),
    'access is held',
  )
})

test('an operator extends, cancels and restores a subscription; a word that changes nothing is not taken', async () => {
  const { subscriptionId, event } = subscriptionEvents()
  await carriedOut(event('subscription.started', { periodEnd: inDays(30) }))
  const handle = clockOf(harness, subscriptionId)
  const say = (word: 'extend' | 'cancel' | 'restore', patch?: object) =>
    handle.executeUpdate('decide', {
      args: [decision({ parkId: '-' }, { decision: word, ...(patch === undefined ? {} : { patch }) })],
    })
  const until = inDays(60)
  await say('extend', { until })
  expect(await read(subscriptionId)).toMatchObject({ currentPeriodEnd: until })
  await expect(say('extend', { until: inDays(40) })).rejects.toMatchObject({
    cause: { message: expect.stringContaining('extend it until after') },
  })
  const at = inDays(10)
  await say('cancel', { at })
  expect(await read(subscriptionId)).toMatchObject({ access: { until: at } })
  await say('restore')
  expect(await read(subscriptionId)).toMatchObject({ status: 'active', currentPeriodEnd: until })
  expect((await journalOf(harness, handle)).map(({ decision: word, outcome }) => [word, outcome])).toEqual([
    ['extend', 'applied'],
    ['extend', 'ignored'],
    ['cancel', 'applied'],
    ['restore', 'applied'],
  ])
})

test('a word to a clock that has stopped starts it again', async () => {
  const { subscriptionId, owner, event } = subscriptionEvents()
  await carriedOut(event('subscription.started', { periodEnd: inDays(30) }, { occurredAt: inDays(-1) }))
  await carriedOut(event('subscription.cancelled'))
  await clockOf(harness, subscriptionId).result()
  const word = decision({ parkId: '-' }, { decision: 'extend', patch: { until: inDays(45) } })
  const at = { client: harness.environment.client, taskQueue: harness.taskQueue }
  await signalSubscription(at, { account: 'shop', subscriptionId }, ['decide', word])
  await readWith(subscriptionId, 'active')
  expect(await harness.ledger.access(owner)).toMatchObject([{ until: word.patch?.until }])
})

test('money that is gone has paid for nothing', async () => {
  const { paymentId, owner, pending } = paymentEvents()
  await carriedOut(pending({ subscription: { id: paymentId, product: 'pro' } }))
  expect(await harness.ledger.access(owner)).toHaveLength(1)
  await sayWord(harness, paymentId, decision({ parkId: '-' }, { decision: 'reverse' }))
  await eventually(
    async () => ((await harness.ledger.access(owner)).length === 0 ? true : undefined),
    'its access is gone with it',
  )
})
