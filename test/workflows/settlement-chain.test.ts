import { randomUUID } from 'node:crypto'
import { type Hex, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createNodes } from '../../src/chain/nodes.ts'
import { createPaymentWatch, type PaymentWatch } from '../../src/chain/payment-watch.ts'
import { readPolicy } from '../../src/policy.ts'
import { receiptOf, signCall, useTestChain } from '../chain/support/test-chain.ts'
import { type Cuttable, cuttable } from './support/cuttable.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import { decision, eventually, historyOf, openPark, parksOf, transferCount } from './support/observe.ts'
import { balanceOf, paymentEvents, rowOf, rowWith, settlementOf, told } from './support/settlements.ts'

const on = useTestChain()
const SHOP = '0x8888888888888888888888888888888888888888'
const NETWORK = 'soneium'
const SOON_MINUTES = 0.03

let patient: Harness
let hasty: Harness
let wire: Cuttable
let polls = 0

beforeAll(async () => {
  const policy = readPolicy({})
  patient = await createHarness(policy)
  hasty = await createHarness({
    ...policy,
    settlement: { deadlineMinutes: SOON_MINUTES, networks: [NETWORK] },
  })
  wire = await cuttable(on().rpcUrl)
  const watch = createPaymentWatch(createNodes([wire.url]), { chainId: 1868, networks: [NETWORK] })
  const chain: PaymentWatch = {
    observe(payment) {
      polls += 1
      return watch.observe(payment)
    },
  }
  for (const harness of [patient, hasty])
    await harness.startWorker({ settlements: { ...harness.deps.settlements, chain } })
})

afterAll(async () => {
  await patient.teardown()
  await hasty.teardown()
  await wire.close()
})

const mine = (blocks: number) => on().control.mine({ blocks })
/** After this many a block is final. */
const FINAL = 4
const reorg = (depth: number) =>
  on().control.request({ method: 'anvil_reorg' as never, params: [depth, []] as never })

let transfers = 0
/** A transaction of our own that stands for what a customer paid. */
const pay = async (): Promise<{ raw: Hex; txHash: Hex }> => {
  const data = toHex(++transfers, { size: 32 })
  const { raw, hash } = await signCall({ ...on(), contract: SHOP }, data, 100_000n)
  await on().chain.broadcast(raw)
  await receiptOf(on(), hash)
  return { raw, txHash: hash }
}

const payment = async () => {
  const { raw, txHash } = await pay()
  return { raw, txHash, ...paymentEvents({ network: NETWORK, txHash }) }
}

/** Once its settlement has seen it in a block. */
const seen = (harness: Harness, paymentId: string) =>
  eventually(
    async () => (await harness.ledger.sighting('shop', paymentId))?.seen?.block,
    `${paymentId} is seen on chain`,
  )

test('a payment is confirmed by what we see ourselves, without a word of its provider', async () => {
  const { paymentId, owner, pending } = await payment()
  await told(patient, pending())
  await seen(patient, paymentId)
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '1999', available: '0' })
  await mine(FINAL)
  const settlement = settlementOf(patient, paymentId)
  expect(await settlement.result()).toEqual({ outcome: 'settled', because: 'confirmed on chain' })
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '0', available: '1999' })
  await keepHistory(settlement, 'settled-on-chain')
})

/** From the first look's schedule to the close. */
const eventsOfPolling = async (paymentId: string): Promise<string[]> => {
  const history = await historyOf(settlementOf(patient, paymentId))
  return history.slice(history.indexOf('activityTaskScheduled'))
}

test('a payment looked at again and again costs ten events of history at most, as many as one look', async () => {
  const short = await payment()
  await mine(FINAL)
  await told(patient, short.pending())
  await settlementOf(patient, short.paymentId).result()
  const one = await eventsOfPolling(short.paymentId)

  const long = await payment()
  const before = polls
  await told(patient, long.pending())
  // The server tries again no sooner than after a second: sixty looks are in settlement-history.test.ts.
  await eventually(async () => polls - before >= 5 || undefined, 'five looks')
  await mine(FINAL)
  const settlement = settlementOf(patient, long.paymentId)
  await settlement.result()
  expect(await eventsOfPolling(long.paymentId)).toEqual(one)
  expect(one.length).toBeLessThanOrEqual(10)
  await keepHistory(settlement, 'settled-after-five-looks')
})

test('a payment that a reorg takes back is debited, mined again it is credited again', async () => {
  const { paymentId, owner, pending, raw, txHash } = await payment()
  await told(patient, pending())
  await seen(patient, paymentId)
  await reorg(1)
  await mine(FINAL + 1)
  await rowWith(patient, paymentId, ({ money }) => money === 'gone', 'the payment is gone')
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '0', available: '0' })

  await on().chain.broadcast(raw)
  await receiptOf(on(), txHash)
  await rowWith(patient, paymentId, ({ money }) => money === 'pending', 'the payment is back')
  expect(await rowOf(patient, paymentId)).toMatchObject({ generation: 2, paid: '1999' })
  await mine(FINAL)
  const settlement = settlementOf(patient, paymentId)
  expect(await settlement.result()).toMatchObject({ because: 'confirmed on chain' })
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '0', available: '1999' })
  await keepHistory(settlement, 'settled-after-a-reorg')
})

test('a payment mined again while nobody looked was never gone', async () => {
  const { paymentId, pending, raw } = await payment()
  await told(patient, pending())
  const block = await seen(patient, paymentId)
  await reorg(1)
  await on().chain.broadcast(raw)
  await mine(FINAL + 1)
  expect(await settlementOf(patient, paymentId).result()).toMatchObject({ because: 'confirmed on chain' })
  expect(await rowOf(patient, paymentId)).toMatchObject({ generation: 1, money: 'confirmed' })
  expect((await rowOf(patient, paymentId))?.block).not.toBe(block)
})

test('a payment whose sender sent another in its place is gone, also after its provider confirmed it', async () => {
  const { paymentId, owner, pending, confirmed } = await payment()
  await told(patient, pending())
  await seen(patient, paymentId)
  await told(patient, confirmed())
  expect(await balanceOf(patient, owner)).toMatchObject({ available: '1999' })
  await reorg(1)
  await pay()
  await mine(FINAL)
  const settlement = settlementOf(patient, paymentId)
  expect(await settlement.result()).toMatchObject({ outcome: 'settled', because: 'gone for good' })
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '0', available: '0' })
  expect(await rowOf(patient, paymentId)).toMatchObject({ money: 'gone', settled: false })
  await keepHistory(settlement, 'settlement-gone-for-good')
})

test('nodes that are silent when the time is over take nothing back: a person is asked, and retry sees', async () => {
  const { paymentId, owner, pending } = await payment()
  wire.cut()
  await told(hasty, pending())
  const settlement = settlementOf(hasty, paymentId)
  try {
    const park = await openPark(hasty, settlement)
    expect(park.code).toBe('SETTLEMENT_UNCLEAR')
    expect(await balanceOf(hasty, owner)).toMatchObject({ pending: '1999' })
    wire.mend()
    await settlement.executeUpdate('decide', { args: [decision(park, { decision: 'retry' })] })
  } finally {
    wire.mend()
  }
  await mine(FINAL)
  expect(await settlement.result()).toMatchObject({ because: 'confirmed on chain' })
  await keepHistory(settlement, 'settled-after-silent-nodes')
})

test('a payment that is merely slow to be final is waited for beyond its time', async () => {
  const { paymentId, pending } = await payment()
  await told(hasty, pending())
  await seen(hasty, paymentId)
  const settlement = settlementOf(hasty, paymentId)
  const isOverdue = async () => (await historyOf(settlement)).includes('timerFired') || undefined
  await eventually(isOverdue, 'its time is over')
  await mine(FINAL)
  expect(await settlement.result()).toMatchObject({ because: 'confirmed on chain' })
  expect(await parksOf(hasty, settlement)).toEqual([])
})

test('a settlement that starts anew knows where the payment was seen', async () => {
  const { paymentId, pending } = await payment()
  await told(patient, pending())
  const block = await seen(patient, paymentId)
  await settlementOf(patient, paymentId).terminate()
  await reorg(1)
  await mine(FINAL + 1)
  await told(patient, pending())
  await rowWith(patient, paymentId, ({ money }) => money === 'gone', 'the payment is gone')
  expect((await patient.ledger.sighting('shop', paymentId))?.seen?.block).toBe(block)
  await settlementOf(patient, paymentId).terminate()
})

/** As if the owner had bought something. */
const spend = (harness: Harness, paymentId: string, amount: number) =>
  harness.query(
    `with p as (select id, owner from ledger.payment where payment_id = $1),
       t as (insert into ledger.transfer (key, kind, payment, n) select 'bought:' || $1, 'debit', id, 99 from p returning id)
     select ledger.post_lines(t.id, array[
       row(p.id, p.owner, 'USD', 'available', -$2::numeric), row(p.id, 'sys:shop', 'USD', 'clearing', $2::numeric)
     ]::ledger.payment_books[]) from t, p`,
    [paymentId, amount],
  )

test('money that was spent before the chain took it back leaves its owner restricted', async () => {
  const { paymentId, owner, pending, confirmed } = await payment()
  await told(patient, pending())
  await seen(patient, paymentId)
  await told(patient, confirmed())
  await spend(patient, paymentId, 1500)
  expect(await balanceOf(patient, owner)).toMatchObject({ available: '499', restricted: false })
  await reorg(1)
  await mine(FINAL + 1)
  await rowWith(patient, paymentId, ({ money }) => money === 'gone', 'the payment is gone')
  expect(await balanceOf(patient, owner)).toMatchObject({ available: '-1500', restricted: true })
  await settlementOf(patient, paymentId).terminate()
})

test('a reset of a settlement that has closed looks again and changes nothing', async () => {
  const { paymentId, owner, pending } = await payment()
  await mine(FINAL)
  await told(patient, pending())
  const settlement = settlementOf(patient, paymentId)
  await settlement.result()
  const before = await transferCount(patient)
  const { events } = await settlement.fetchHistory()
  const task = events?.find(({ workflowTaskCompletedEventAttributes: it }) => it)?.eventId
  await patient.environment.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: settlement.workflowId },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: task ?? null,
  })
  expect(await settlement.result()).toMatchObject({ outcome: 'settled' })
  expect(await transferCount(patient)).toBe(before)
  expect(await balanceOf(patient, owner)).toMatchObject({ pending: '0', available: '1999' })
})
