import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPolicy } from '../../src/policy.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import {
  decision,
  detailsOf,
  eventually,
  historyOf,
  journalOf,
  openPark,
  parksOf,
} from './support/observe.ts'
import {
  balanceOf,
  paymentEvents,
  rowOf,
  rowWith,
  sayWord,
  settlementOf,
  told,
} from './support/settlements.ts'

// No chain here: what is known comes from providers and operators alone.

const NO_PARK = { parkId: '-' }
/** So soon is the time of a payment over whose harness says so. */
const SOON_MINUTES = 0.02

let patient: Harness
let hasty: Harness

beforeAll(async () => {
  const policy = readPolicy({})
  patient = await createHarness(policy)
  hasty = await createHarness({ ...policy, settlement: { deadlineMinutes: SOON_MINUTES, networks: [] } })
  await Promise.all([patient.startWorker(), hasty.startWorker()])
})

afterAll(async () => {
  await patient.teardown()
  await hasty.teardown()
})

test('pending money is credited, its settlement waits; the confirmation settles it', async () => {
  const { paymentId, owner, pending, confirmed } = paymentEvents()
  const event = await patient.start(pending())
  await event.result()
  await keepHistory(event, 'tracked')
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '1999', available: '0' })
  const settlement = settlementOf(patient, paymentId)
  expect((await settlement.describe()).status.name).toBe('RUNNING')

  await told(patient, confirmed())
  expect(await settlement.result()).toEqual({ outcome: 'settled', because: 'confirmed by its provider' })
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '0', available: '1999' })
  await keepHistory(settlement, 'settled-by-its-provider')
})

test('a payment confirmed first needs nothing more; a late pending and duplicates change nothing', async () => {
  const { paymentId, owner, pending, confirmed } = paymentEvents()
  await told(patient, confirmed())
  await settlementOf(patient, paymentId).result()
  await told(patient, pending())
  await told(patient, pending({ occurredAt: new Date().toISOString() }))
  await told(patient, confirmed())
  expect(await settlementOf(patient, paymentId).result()).toMatchObject({ outcome: 'settled' })
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '0', available: '1999' })
  expect(await rowOf(patient, paymentId)).toMatchObject({ money: 'confirmed', generation: 1 })
})

test('when its time is over and nothing can be observed, a person is asked; nothing is taken back', async () => {
  const { paymentId, owner, pending } = paymentEvents()
  await told(hasty, pending())
  const settlement = settlementOf(hasty, paymentId)
  const park = await openPark(hasty, settlement)
  expect(park).toMatchObject({ code: 'SETTLEMENT_UNCLEAR', message: expect.stringContaining(paymentId) })
  expect(await balanceOf(hasty, owner)).toMatchObject({ pending: '1999' })
  expect(await detailsOf(settlement)).toContain('retry, confirm, reverse or abort')

  await settlement.executeUpdate('decide', { args: [decision(park, { decision: 'reverse' })] })
  expect(await settlement.result()).toEqual({ outcome: 'settled', because: 'an operator said reverse' })
  expect(await balanceOf(hasty, owner)).toMatchObject({ pending: '0', available: '0', restricted: false })
  expect(await journalOf(hasty, settlement)).toMatchObject([{ decision: 'reverse', outcome: 'applied' }])
  await keepHistory(settlement, 'settlement-parked-then-reversed')
})

test('retry looks again and asks again; confirm settles', async () => {
  const { paymentId, owner, pending } = paymentEvents()
  await told(hasty, pending())
  const settlement = settlementOf(hasty, paymentId)
  const first = await openPark(hasty, settlement)
  await settlement.signal('decide', decision(first, { decision: 'retry' }))
  const second = await openPark(hasty, settlement, first)
  await settlement.signal('decide', decision(second, { decision: 'confirm' }))
  expect(await settlement.result()).toMatchObject({ because: 'an operator said confirm' })
  expect(await balanceOf(hasty, owner)).toMatchObject({ pending: '0', available: '1999' })
})

test('a confirmation that comes while a person is asked answers the question', async () => {
  const { paymentId, pending, confirmed } = paymentEvents()
  await told(hasty, pending())
  const settlement = settlementOf(hasty, paymentId)
  const park = await openPark(hasty, settlement)
  await told(hasty, confirmed())
  expect(await settlement.result()).toMatchObject({ because: 'confirmed by its provider' })
  expect(await parksOf(hasty, settlement)).toEqual([{ ...park, closed: true }])
  await keepHistory(settlement, 'settlement-park-withdrawn')
})

test('another event while a person is asked asks no second time', async () => {
  const { paymentId, pending } = paymentEvents()
  await told(hasty, pending())
  const settlement = settlementOf(hasty, paymentId)
  const park = await openPark(hasty, settlement)
  await told(hasty, pending())
  await settlement.signal('decide', decision(park, { decision: 'confirm' }))
  expect(await settlement.result()).toMatchObject({ because: 'an operator said confirm' })
  expect((await parksOf(hasty, settlement)).map(({ parkId }) => parkId)).toEqual([park.parkId])
})

test('abort stops the watching; the next event starts it again, where the payment stands', async () => {
  const { paymentId, pending, confirmed } = paymentEvents()
  await told(hasty, pending())
  const settlement = settlementOf(hasty, paymentId)
  const park = await openPark(hasty, settlement)
  await settlement.signal('decide', decision(park, { decision: 'abort' }))
  expect(await settlement.result()).toMatchObject({ outcome: 'aborted' })
  expect(await rowOf(hasty, paymentId)).toMatchObject({ money: 'pending' })
  await told(hasty, confirmed())
  expect(await settlement.result()).toMatchObject({ outcome: 'settled' })
})

test('an operator holds pending money, releases it, and confirms it, while its settlement waits', async () => {
  const { paymentId, owner, pending } = paymentEvents()
  await told(patient, pending())
  const settlement = settlementOf(patient, paymentId)
  const say = (word: 'hold' | 'release' | 'confirm') =>
    settlement.executeUpdate('decide', { args: [decision(NO_PARK, { decision: word })] })

  expect(await say('hold')).toEqual({ outcome: 'applied', detail: 'hold is stated' })
  expect(await rowOf(patient, paymentId)).toMatchObject({ isHeld: true, money: 'pending' })
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '0', available: '0' })
  await say('release')
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '1999' })
  await say('confirm')
  expect(await settlement.result()).toMatchObject({ because: 'an operator said confirm' })
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '0', available: '1999' })
  expect((await journalOf(patient, settlement)).map(({ decision: said }) => said)).toEqual([
    'hold',
    'release',
    'confirm',
  ])
  await keepHistory(settlement, 'settlement-held-released-confirmed')
})

test('a running settlement shows where it stands, until when, and the signal to send, which works as shown', async () => {
  const { paymentId, pending } = paymentEvents()
  await told(patient, pending())
  const settlement = settlementOf(patient, paymentId)
  const details = await detailsOf(settlement)
  expect(details).toContain(paymentId.replaceAll('_', '\\_'))
  expect(details).toMatch(/until \d{4}-\d\d-\d\dT/)
  expect(Buffer.byteLength(details)).toBeLessThan(2_000)
  const shown: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(details)?.[1] ?? '')
  expect(shown).toMatchObject({ parkId: '-', decision: 'confirm' })
  await settlement.signal('decide', shown)
  expect(await settlement.result()).toMatchObject({ because: 'an operator said confirm' })
  expect(await detailsOf(settlement)).toBe('')
})

test('the same word twice, by signal and by update, is one; what is no word is refused with what to send', async () => {
  const { paymentId, pending } = paymentEvents()
  await told(patient, pending())
  const settlement = settlementOf(patient, paymentId)
  const hold = decision(NO_PARK, { decision: 'hold' })
  await settlement.signal('decide', hold)
  await settlement.executeUpdate('decide', { args: [hold] })
  await expect(
    settlement.executeUpdate('decide', { args: [decision(NO_PARK, { decision: 'skip' })] }),
  ).rejects.toMatchObject({
    cause: { message: expect.stringContaining('confirm, reverse, hold, release') },
  })
  await settlement.executeUpdate('decide', { args: [decision(NO_PARK, { decision: 'reverse' })] })
  await settlement.result()
  expect((await journalOf(patient, settlement)).length).toBe(2)
})

test('a word to a settlement that has closed starts it again and is not lost', async () => {
  const { paymentId, owner, confirmed } = paymentEvents()
  await told(patient, confirmed())
  const settlement = settlementOf(patient, paymentId)
  await settlement.result()
  await sayWord(patient, paymentId, decision(NO_PARK, { decision: 'reverse' }))
  expect(await settlement.result()).toMatchObject({ because: 'an operator said reverse' })
  expect(await balanceOf(patient, owner)).toMatchObject({ available: '0' })
})

test('a cancel request takes nothing back: it asks an operator, who goes on', async () => {
  const { paymentId, pending, confirmed } = paymentEvents()
  await told(patient, pending())
  const settlement = settlementOf(patient, paymentId)
  await settlement.cancel()
  const park = await openPark(patient, settlement)
  expect(park.code).toBe('CANCEL_REQUESTED')
  await told(patient, confirmed())
  await settlement.signal('decide', decision(park, { decision: 'retry' }))
  expect(await settlement.result()).toMatchObject({ because: 'confirmed by its provider' })
})

test('a copy started by hand finds what the row says and does no harm', async () => {
  const { paymentId, owner, pending, confirmed } = paymentEvents()
  await told(patient, pending())
  const copy = await patient.environment.client.workflow.start('settlePayment', {
    taskQueue: patient.taskQueue,
    workflowId: `copy-of-${paymentId}`,
    args: [{ account: 'shop', paymentId }],
  })
  await eventually(
    async () => (await historyOf(copy)).includes('timerStarted') || undefined,
    'the copy waits',
  )
  await told(patient, confirmed())
  await settlementOf(patient, paymentId).result()
  await copy.signal('stated', undefined)
  expect(await copy.result()).toMatchObject({ outcome: 'settled' })
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '0', available: '1999' })
})

test('a settlement terminated in between goes on with the next event', async () => {
  const { paymentId, owner, pending, confirmed } = paymentEvents()
  await told(patient, pending())
  await settlementOf(patient, paymentId).terminate()
  await told(patient, confirmed())
  expect(await settlementOf(patient, paymentId).result()).toMatchObject({ outcome: 'settled' })
  expect(await balanceOf(patient, owner)).toMatchObject({ available: '1999' })
})

test('error: a word about a payment nobody knows is ignored, with the reason', async () => {
  await sayWord(patient, 'nobody', decision(NO_PARK, { decision: 'confirm' }))
  const settlement = settlementOf(patient, 'nobody')
  expect(await settlement.result()).toMatchObject({ because: 'nobody has stated money' })
  expect(await journalOf(patient, settlement)).toMatchObject([
    { outcome: 'ignored', detail: expect.stringContaining('no payment nobody') },
  ])
  expect(await rowOf(patient, 'nobody')).toBeUndefined()
})

test('a settlement that has grown long goes on in a new run, its open park with it', async () => {
  const { paymentId, pending } = paymentEvents()
  await told(hasty, pending())
  const settlement = settlementOf(hasty, paymentId)
  const park = await openPark(hasty, settlement)
  const { runId } = await settlement.describe()
  // Each signal is an event of history, however many are heard at once.
  const burst = () => Promise.all(Array.from({ length: 20 }, () => settlement.signal('stated', undefined)))
  for (let signals = 0; signals < 2_000; signals += 20) await burst()
  // While signals come, the server lets no run end: the new one begins when it is quiet.
  const latestRun = async () => (await settlement.describe()).runId
  await expect.poll(latestRun, { timeout: 40_000, interval: 200 }).not.toBe(runId)
  await settlement.executeUpdate('decide', { args: [decision(park, { decision: 'confirm' })] })
  expect(await settlement.result()).toMatchObject({ because: 'an operator said confirm' })
  expect((await parksOf(hasty, settlement)).map(({ parkId }) => parkId)).toEqual([park.parkId])
  await rowWith(hasty, paymentId, (row) => row.settled, 'settled')
})
