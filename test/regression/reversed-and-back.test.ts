import { afterAll, beforeAll, test } from 'vitest'
import type { Ending } from '../../src/activities/tell.ts'
import { readPolicy } from '../../src/policy.ts'
import { startAnnouncement } from '../../src/temporal-announcements.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { decision, eventually } from '../workflows/support/observe.ts'
import { paymentEvents, sayWord, told } from '../workflows/support/settlements.ts'

let harness: Harness
/** What the merchant's app heard, in order. */
const heard: string[] = []

const app = {
  async tell(key: string): Promise<Ending> {
    heard.push(key)
    return { state: 'done', result: {} }
  },
}

beforeAll(async () => {
  harness = await createHarness({ ...readPolicy({}), channels: { delivery: true } })
  await harness.startWorker({
    channels: { delivery: app },
    announce: (announcement) =>
      startAnnouncement(harness.environment.client, harness.taskQueue, announcement),
  })
})
afterAll(() => harness.teardown())

const topicsOf = (paymentId: string): readonly string[] =>
  heard
    .filter((key) => key.startsWith(`shop:${paymentId}:`))
    .map((key) => key.split(':').slice(2, 4).join(':'))

const hears = (paymentId: string, ...topics: string[]) =>
  eventually(
    async () => (JSON.stringify(topicsOf(paymentId)) === JSON.stringify(topics) ? true : undefined),
    topics.join(', '),
  )

const SETTLED = ['deliver', 'deliver:payment.settled']
const REVERSED = 'deliver:payment.reversed'

test('an app that was told an operator took a payment back is told when the operator gives it again, each time', async () => {
  const { paymentId, pending, confirmed } = paymentEvents()
  await told(harness, pending())
  await told(harness, confirmed())
  await hears(paymentId, ...SETTLED)
  const say = (word: 'reverse' | 'confirm') =>
    sayWord(harness, paymentId, decision({ parkId: '-' }, { decision: word }))
  await say('reverse')
  await hears(paymentId, ...SETTLED, REVERSED)
  await say('confirm')
  await hears(paymentId, ...SETTLED, REVERSED, 'deliver:payment.restored')
  await say('reverse')
  await hears(paymentId, ...SETTLED, REVERSED, 'deliver:payment.restored', REVERSED)
})

test('money that was settled, lost by its chain and settled again is told to be settled again', async () => {
  const { paymentId, confirmed } = paymentEvents()
  await told(harness, confirmed({ occurredAt: '2026-11-22T10:00:00.000Z' }))
  await hears(paymentId, ...SETTLED)
  await harness.ledger.stateFact(
    {
      endpoint: 'sys:settlement',
      eventKey: `${paymentId}:gone`,
      account: 'shop',
      paymentId,
      refs: [],
      at: '2026-11-22T11:00:00.000Z',
      fact: { type: 'money', state: 'gone', value: 'credit' },
    },
    { finish: false, timeoutMs: 2_500 },
  )
  await told(harness, confirmed({ occurredAt: '2026-11-22T12:00:00.000Z' }))
  await hears(paymentId, ...SETTLED, 'deliver:payment.settled')
})
