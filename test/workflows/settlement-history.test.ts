import { randomBytes } from 'node:crypto'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failures } from '../../src/activities/failures.ts'
import { createActivities } from '../../src/activities/index.ts'
import type { PaymentWatch } from '../../src/chain/payment-watch.ts'
import { settlementIdFor } from '../../src/domain/ids.ts'
import { planFor } from '../../src/domain/plan.ts'
import { timeSkippingEnvironment, uniqueTaskQueue } from '../support/temporal.ts'
import { workflowBundlePath } from '../support/workflow-bundle.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { eventually, historyOf } from './support/observe.ts'
import { balanceOf, paymentEvents } from './support/settlements.ts'

// A real server tries again no sooner than after a second: sixty looks want one that skips time.

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

const newHash = () => `0x${randomBytes(32).toString('hex')}` as const

/** A chain on which a payment is final at the n-th look. */
const finalAt = (n: number): PaymentWatch & { looks: () => number } => {
  let looks = 0
  const sighting = { chainId: 1868, txHash: newHash(), block: { number: 7n, hash: newHash() } }
  return {
    looks: () => looks,
    async observe() {
      looks += 1
      const finality = looks >= n ? 'finalized' : 'latest'
      return { sign: { type: 'mined', block: sighting.block.hash, finality }, sighting }
    },
  }
}

/** The history of a settlement that looks so often, from the first look's schedule to the close. */
const historyAfter = async (looks: number): Promise<string[]> => {
  const { paymentId, owner, pending } = paymentEvents()
  const plan = planFor(pending(), harness.deps.policy)
  if (plan.type !== 'fulfil') throw new Error('a pending payment is nothing to record')
  await harness.ledger.stateFact(plan.statement, { finish: true })
  const chain = finalAt(looks)
  const taskQueue = uniqueTaskQueue()
  const worker = await Worker.create({
    connection: skipping.nativeConnection,
    taskQueue,
    workflowBundle: { codePath: await workflowBundlePath() },
    activities: createActivities({ ...harness.deps, settlements: { ...harness.deps.settlements, chain } }),
    interceptors: { activity: [failures] },
  })
  return worker.runUntil(async () => {
    // The clock of this server runs ahead of ours.
    const deadline = new Date((await skipping.currentTimeMs()) + 3_600_000).toISOString()
    const settlement = await skipping.client.workflow.signalWithStart('settlePayment', {
      taskQueue,
      workflowId: settlementIdFor({ account: 'shop', paymentId }),
      args: [{ account: 'shop', paymentId }],
      signal: 'stated',
      signalArgs: [{ deadline }],
    })
    // A minute of its time holds sixty looks; waiting for the result would make it leap by years.
    const isClosed = async () => {
      if (chain.looks() < looks) await skipping.sleep('1 minute')
      return (await settlement.describe()).status.name !== 'RUNNING' || undefined
    }
    await eventually(isClosed, `${looks} looks`)
    expect(chain.looks()).toBe(looks)
    expect(await settlement.result()).toEqual({ outcome: 'settled', because: 'confirmed on chain' })
    expect(await balanceOf(harness, owner)).toMatchObject({ pending: '0', available: '1999' })
    const history = await historyOf(settlement)
    return history.slice(history.indexOf('activityTaskScheduled'))
  })
}

test('a confirmation of sixty looks costs ten events of history at most, and as many as one look', async () => {
  const one = await historyAfter(1)
  expect(one.length).toBeLessThanOrEqual(10)
  expect(await historyAfter(60)).toEqual(one)
})
