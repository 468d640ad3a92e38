import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failures } from '../../src/activities/failures.ts'
import { createActivities } from '../../src/activities/index.ts'
import { subscriptionIdFor } from '../../src/domain/ids.ts'
import type { SubscriptionFact, SubscriptionStatement } from '../../src/domain/subscription-fact.ts'
import { signalSubscription } from '../../src/temporal-subscriptions.ts'
import { diceOf } from '../support/dice.ts'
import { timeSkippingEnvironment, uniqueTaskQueue } from '../support/temporal.ts'
import { workflowBundlePath } from '../support/workflow-bundle.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { eventually, historyOf } from './support/observe.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const MONTHS = 120
const MONTH = 30 * DAY
const GRACE = 3 * DAY

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

const name = { account: 'shop', subscriptionId: 'sub_decade' }
const owner = 'user:decade'

/** What arrives when; and of each month that was paid for, from when and until when that opens the product. */
interface Script {
  readonly arrivals: readonly { readonly at: number; readonly statement: SubscriptionStatement }[]
  readonly paid: readonly { readonly from: number; readonly heardAt: number; readonly until: number }[]
}

/** Ten years from then: most months are paid in time, some late, too late, twice, or heard of late. */
const writeScript = (begin: number): Script => {
  const dice = diceOf(2026)
  const arrivals: Script['arrivals'][number][] = []
  const paid: Script['paid'][number][] = []
  const iso = (ms: number) => new Date(ms).toISOString()
  const arrive = (key: string, happenedAt: number, heardAt: number, fact: SubscriptionFact) => {
    const at = iso(happenedAt)
    const statement = { ...name, endpoint: 'stripe', eventKey: key, at, fact, products: ['pro'] }
    arrivals.push({ at: heardAt, statement: { ...statement, owner: { owner, source: 'user' } } })
  }
  for (let month = 0; month < MONTHS; month++) {
    const due = begin + month * MONTH
    const end = due + MONTH
    const fact: SubscriptionFact = { type: 'paid', days: 30, periodEnd: iso(end) }
    const kind = month === 0 ? 0 : dice.between(0, 7)
    const paidAt = due + HOUR / 3 + ([0, 0, 2 * DAY, 5 * DAY, 2 * DAY, 0, 0][kind] ?? 0)
    const heardAt = paidAt + (kind === 5 ? DAY : 0)
    if (kind === 4) arrive(`due_${month}`, due + HOUR, due + HOUR, { type: 'past_due' })
    arrive(`paid_${month}`, paidAt, heardAt, fact)
    // Again; and an expiry of the month before, which overtakes what was paid meanwhile.
    if (kind === 1) arrive(`paid_${month}`, paidAt, heardAt + DAY, fact)
    if (kind === 6) arrive(`expired_${month}`, due, heardAt + DAY, { type: 'expired', periodEnd: iso(due) })
    paid.push({ from: paidAt, heardAt, until: end + GRACE })
  }
  return { arrivals: arrivals.sort((a, b) => a.at - b.at), paid }
}

const isOpen = async (at: number): Promise<boolean> =>
  (await harness.ledger.access(owner)).some(
    ({ from, until }) => Date.parse(from) <= at && at < Date.parse(until ?? ''),
  )

test('ten years of a monthly subscription: access is right at every instant, in runs of 2,000 events at most', {
  timeout: 240_000,
}, async () => {
  const taskQueue = uniqueTaskQueue()
  const at = { client: skipping.client, taskQueue }
  const clock = skipping.client.workflow.getHandle(subscriptionIdFor(name))
  const worker = await Worker.create({
    connection: skipping.nativeConnection,
    taskQueue,
    workflowBundle: { codePath: await workflowBundlePath() },
    activities: createActivities({
      ...harness.deps,
      subscriptions: { track: (changed) => signalSubscription(at, changed, ['changed', undefined]) },
    }),
    interceptors: { activity: [failures] },
  })
  await worker.runUntil(async () => {
    const begin = (await skipping.currentTimeMs()) + HOUR
    const { arrivals, paid } = writeScript(begin)
    const isPaidFor = (instant: number) =>
      paid.some(({ from, heardAt, until }) => from <= instant && heardAt <= instant && instant < until)
    const wrong: string[] = []
    let longest = 0
    let shut = 0
    // This server strands a run that cancels a timer which has fired while its task was with the worker (sdk-java issue
    // 3088): time passes only when the clock waits by a timer, or has stopped.
    const waits = () =>
      eventually(async () => {
        const last = (await historyOf(clock)).at(-1)
        return ['timerStarted', 'workflowExecutionCompleted'].includes(last ?? '') || undefined
      }, 'the clock waits')
    const passTo = async (instant: number, isChecked = true) => {
      const ms = instant - (await skipping.currentTimeMs())
      if (ms > 0) await skipping.sleep(ms)
      if (instant > begin + DAY) await waits()
      if (!isChecked) return
      const now = Math.max(instant, await skipping.currentTimeMs())
      const [open, expected] = [await isOpen(now), isPaidFor(now)]
      if (open !== expected) wrong.push(`${(now - begin) / MONTH} months: ${open ? 'open' : 'shut'}`)
      if (!expected) shut += 1
    }
    const rules = harness.deps.policy.subscriptions
    for (const [index, arrival] of arrivals.entries()) {
      await passTo(arrival.at - HOUR / 2)
      await passTo(arrival.at, false)
      const now = await skipping.currentTimeMs()
      await harness.ledger.subscriptions.state(arrival.statement, { rules, now, timeoutMs: 2_500 })
      await signalSubscription(at, name, ['changed', undefined])
      await waits()
      await passTo(arrival.at + HOUR)
      if (index % 3 === 0) longest = Math.max(longest, (await clock.describe()).historyLength)
    }
    await passTo(begin + MONTHS * MONTH + GRACE - HOUR)
    longest = Math.max(longest, (await clock.describe()).historyLength)
    await passTo(begin + MONTHS * MONTH + GRACE + HOUR)
    const isOver = async () => (await clock.describe()).status.name === 'COMPLETED' || undefined
    await eventually(isOver, 'nobody pays on, and it is over')
    expect(wrong).toEqual([])
    // The script is one in which access ends and comes back.
    expect(shut).toBeGreaterThan(5)
    expect(longest).toBeGreaterThan(100)
    expect(longest).toBeLessThanOrEqual(2_000)
    expect(await harness.query('select status from ledger.subscription')).toEqual([{ status: 'expired' }])
  })
})
