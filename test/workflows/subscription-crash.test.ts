/** @module-tag counts-effects */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { readPolicy } from '../../src/policy.ts'
import { startAnnouncement } from '../../src/temporal-announcements.ts'
import { startDoomed } from './support/doomed.ts'
import { createHarness } from './support/harness.ts'
import { eventually } from './support/observe.ts'
import { clockOf, subscriptionEvents } from './support/subscriptions.ts'

const POLICY = { subscriptions: { graceDays: 0 } }

test('a worker killed right after it ended a subscription has ended it once, and people are told once', {
  timeout: 120_000,
}, async () => {
  const harness = await createHarness({ ...readPolicy(POLICY), channels: { mail: true, delivery: true } })
  const told: string[] = []
  const channel = {
    async tell(key: string) {
      told.push(key)
      return { state: 'done', result: {} } as const
    },
  }
  const startHealthy = () =>
    harness.startWorker({
      channels: { mail: channel, delivery: channel },
      announce: (announcement) =>
        startAnnouncement(harness.environment.client, harness.taskQueue, announcement),
    })
  const { subscriptionId, owner, event } = subscriptionEvents()
  const read = () => harness.ledger.subscriptions.read('shop', subscriptionId)
  const toldOf = (what: string) => told.filter((key) => key.includes(what)).length

  const stop = await startHealthy()
  const periodEnd = new Date(Date.now() + 4_000).toISOString()
  await (await harness.start(event('subscription.started', { periodEnd }))).result()
  await eventually(async () => (toldOf('started') === 2 ? true : undefined), 'its beginning is told')
  await stop()
  const doomed = await startDoomed(new URL('support/doomed-worker.ts', import.meta.url), harness, {
    POLICY: JSON.stringify(POLICY),
  })
  try {
    const [, signal] = (await once(doomed, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    expect(await read()).toMatchObject({ status: 'expired', access: null })
    expect(toldOf('expired')).toBe(0)

    await startHealthy()
    expect(await clockOf(harness, subscriptionId).result()).toMatchObject({ outcome: 'over' })
    await eventually(async () => (toldOf('expired') === 2 ? true : undefined), 'its end is told')
    expect(await harness.ledger.access(owner)).toMatchObject([{ until: periodEnd }])
    expect([toldOf('started'), toldOf('expired')]).toEqual([2, 2])
  } finally {
    doomed.kill('SIGKILL')
    await harness.teardown()
  }
})
