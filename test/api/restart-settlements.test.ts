import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { restartSettlements } from '../../src/api/restart-settlements.ts'
import { createLogger } from '../../src/logger.ts'
import { connectTemporal, type Temporal } from '../../src/temporal.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import {
  activitiesOf,
  decision,
  eventually,
  historyOf,
  openPark,
  parksOf,
} from '../workflows/support/observe.ts'
import { balanceOf, paymentEvents, rowOf, settlementOf, told } from '../workflows/support/settlements.ts'

let harness: Harness
let temporal: Temporal
/** What the chain shows as final. */
const final = new Set<string>()

beforeAll(async () => {
  harness = await createHarness()
  temporal = connectTemporal({ taskQueue: harness.taskQueue, ledgerFirstTry: 'local' })
  const mined = { type: 'mined', block: '0xb10c', finality: 'finalized' } as const
  await harness.startWorker({
    settlements: {
      ...harness.deps.settlements,
      chain: {
        observe: async ({ paymentId }) => ({ sign: final.has(paymentId) ? mined : { type: 'none' } }),
      },
    },
  })
})

afterAll(async () => {
  await temporal.close()
  await harness.teardown()
})

const sweep = async (parts: Partial<Temporal> = {}): Promise<void> => {
  const { pool, deps } = harness
  await restartSettlements({
    pool,
    temporal: { ...temporal, ...parts },
    policy: deps.policy,
    log: createLogger('silent', 'test'),
  })
}

/** A sweep when the leases of those before are over; resolves with the workflows it asked Temporal about. */
const sweepLater = async (): Promise<readonly string[]> => {
  await harness.query('update ledger.payment set settlement_asked_at = null')
  const asked: string[] = []
  await sweep({
    status: (workflowId) => {
      asked.push(workflowId)
      return temporal.status(workflowId)
    },
  })
  return asked
}

/** Moves all that is known of the payment into the past, its deadline too. */
const age = async (paymentId: string, by = '2 hours'): Promise<void> => {
  await harness.query(
    `update ledger.payment_fact set at = at - $2::interval, stated_at = stated_at - $2::interval
     where payment = (select payment from ledger.payment_ref where ref = $1)`,
    [paymentId, by],
  )
  await harness.query('update ledger.payment set paid_at = paid_at - $2::interval where payment_id = $1', [
    paymentId,
    by,
  ])
}

/** Pending money whose settlement has looked and waits, though its time was over long ago. */
const overdue = async (by?: string) => {
  const { paymentId, owner, pending, confirmed } = paymentEvents()
  await told(harness, pending())
  const settlement = settlementOf(harness, paymentId)
  const hasLooked = async () => (await historyOf(settlement)).includes('activityTaskCompleted') || undefined
  await eventually(hasLooked, 'its first look')
  await age(paymentId, by)
  return { paymentId, owner, pending, confirmed, settlement }
}

/** Names a payment, or says that two names are one payment's. */
const link = async (paymentId: string, ...refs: string[]): Promise<void> => {
  const at = new Date().toISOString()
  const eventKey = ['link', paymentId, ...refs].join('-')
  const statement = { endpoint: 'standard', eventKey, account: 'shop', paymentId, refs, at }
  await harness.ledger.stateFact({ ...statement, fact: { type: 'link' } }, { finish: false })
}

const runOf = async (handle: WorkflowHandle): Promise<string> => (await handle.describe()).runId

/** All that a sweep could have done to it: a new run, or a signal. */
const touchesOf = async (handle: WorkflowHandle) => {
  const signals = (await historyOf(handle)).filter((what) => what === 'workflowExecutionSignaled')
  return [await runOf(handle), signals.length]
}

test('pending money whose settlement was terminated is watched again, and a person is asked', async () => {
  const { paymentId, settlement } = await overdue()
  await settlement.terminate('lost')
  await sweep()
  expect(await openPark(harness, settlement)).toMatchObject({
    code: 'SETTLEMENT_UNCLEAR',
    message: expect.stringContaining(paymentId),
  })
})

test('money that became final while nobody watched is confirmed', async () => {
  const { paymentId, owner, settlement } = await overdue()
  await settlement.terminate('lost')
  final.add(paymentId)
  await sweep()
  expect(await settlement.result()).toEqual({ outcome: 'settled', because: 'confirmed on chain' })
  expect(await balanceOf(harness, owner)).toMatchObject({ pending: '0', available: '1999' })
})

test('a settlement that the API starts again states its facts where LEDGER_FIRST_TRY says', async () => {
  const { paymentId, settlement } = await overdue()
  await settlement.terminate('lost')
  final.add(paymentId)
  await sweep({ ledgerFirstTry: 'regular' })
  await settlement.result()
  expect(await activitiesOf(settlement)).toContain('confirmCredit')
})

test('a second sweep does nothing more, nor do two at once', async () => {
  const { settlement } = await overdue()
  await settlement.terminate('lost')
  await Promise.all([sweep(), sweep()])
  await openPark(harness, settlement)
  const before = await touchesOf(settlement)
  await sweep()
  await sweepLater()
  expect(await touchesOf(settlement)).toEqual(before)
  expect(await parksOf(harness, settlement)).toHaveLength(1)
})

test('a settlement that runs is not touched', async () => {
  const { settlement } = await overdue()
  const before = await touchesOf(settlement)
  expect(await sweepLater()).toContain(settlement.workflowId)
  expect(await touchesOf(settlement)).toEqual(before)
})

test('a settlement is given ten minutes after its deadline', async () => {
  const [late, lost] = [await overdue('65 minutes'), await overdue('75 minutes')]
  await late.settlement.terminate('a test')
  await lost.settlement.terminate('a test')
  await sweep()
  expect(await temporal.status(late.settlement.workflowId)).toBe('gone')
  expect(await temporal.status(lost.settlement.workflowId)).toBe('running')
})

test('a settlement that waits for an operator is not touched', async () => {
  const { settlement } = await overdue()
  await settlement.signal('stated', undefined)
  await openPark(harness, settlement)
  const before = await touchesOf(settlement)
  await sweepLater()
  expect(await touchesOf(settlement)).toEqual(before)
})

test('a settlement that was terminated while it waited for an operator asks again, and is answered', async () => {
  const { settlement } = await overdue()
  await settlement.signal('stated', undefined)
  const lost = await openPark(harness, settlement)
  await settlement.terminate('lost')
  await sweepLater()
  const park = await openPark(harness, settlement, lost)
  expect(await parksOf(harness, settlement)).toMatchObject([
    { parkId: lost.parkId, closed: true },
    { parkId: park.parkId, closed: false },
  ])
  await settlement.executeUpdate('decide', { args: [decision(park, { decision: 'confirm' })] })
  expect(await settlement.result()).toMatchObject({ because: 'an operator said confirm' })
})

test('a settlement that was terminated while it was parked leaves no park open, though its money is confirmed by now', async () => {
  const { settlement, confirmed } = await overdue()
  await settlement.cancel()
  const park = await openPark(harness, settlement)
  expect(park).toMatchObject({ code: 'CANCEL_REQUESTED' })
  await told(harness, confirmed())
  await settlement.terminate('cancelling did nothing')
  await sweepLater()
  expect(await temporal.status(settlement.workflowId)).toBe('gone')
  await harness.query("update inbox.park set since = since - interval '11 minutes'")
  await sweepLater()
  expect(await settlement.result()).toMatchObject({ because: 'confirmed by its provider' })
  expect(await parksOf(harness, settlement)).toEqual([{ ...park, closed: true }])
  const ended = await runOf(settlement)
  await sweepLater()
  expect(await runOf(settlement)).toBe(ended)
})

test('a settlement that an operator ended is left alone, until somebody states something new', async () => {
  const { paymentId, pending, settlement } = await overdue()
  await settlement.signal('stated', undefined)
  const park = await openPark(harness, settlement)
  await settlement.executeUpdate('decide', { args: [decision(park, { decision: 'abort' })] })
  await settlement.result()
  const aborted = await runOf(settlement)
  await sweepLater()
  expect(await runOf(settlement)).toBe(aborted)

  await told(harness, pending({ occurredAt: new Date().toISOString() }))
  await settlement.terminate('lost')
  await harness.query("update inbox.decision set settled_at = settled_at - interval '3 hours'")
  await age(paymentId)
  await sweepLater()
  expect(await openPark(harness, settlement, park)).toMatchObject({ code: 'SETTLEMENT_UNCLEAR' })
})

test('a payment that is watched under a name it bore before has no second settlement', async () => {
  const { paymentId: older } = paymentEvents()
  await link(older)
  const { paymentId, settlement } = await overdue()
  await link(older, paymentId)
  expect(await rowOf(harness, paymentId)).toMatchObject({ paymentId: older, money: 'pending' })
  expect(await sweepLater()).toContain(settlement.workflowId)
  expect(await temporal.status(settlementOf(harness, older).workflowId)).toBe('gone')
  await settlement.terminate('lost')
  await sweepLater()
  expect(await temporal.status(settlementOf(harness, older).workflowId)).toBe('running')
})

test('error: while Temporal is away nothing is claimed, and the next sweep goes on at once', async () => {
  const { settlement } = await overdue()
  await settlement.terminate('lost')
  await sweep({ isUp: async () => false })
  expect(await temporal.status(settlement.workflowId)).toBe('gone')
  await sweep()
  expect(await temporal.status(settlement.workflowId)).toBe('running')
})
