import { type Hex, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentSighting } from '../../src/chain/observe-payment.ts'
import type { PaidEvent } from '../../src/domain/payment-event.ts'
import type { ChainSign } from '../../src/domain/settlement.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { keepHistory } from '../workflows/support/keep-history.ts'
import { activitiesOf, decision, eventually, openPark, parksOf } from '../workflows/support/observe.ts'
import { balanceOf, paymentEvents, rowWith, settlementOf, told } from '../workflows/support/settlements.ts'

// What a person is asked about is watched all the same, and what that person says meanwhile is heard.

const NO_PARK = { parkId: '-' }

let harness: Harness
/** What the chain shows of a payment. */
const shown = new Map<string, ChainSign>()

beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker({
    settlements: {
      ...harness.deps.settlements,
      chain: {
        async observe({ paymentId }) {
          const sign = shown.get(paymentId) ?? { type: 'missing' }
          return sign.type === 'mined' ? { sign, sighting: sightingIn(sign.block) } : { sign }
        },
      },
    },
  })
})

afterAll(() => harness.teardown())

let blocks = 0
const newBlock = (): Hex => toHex(++blocks, { size: 32 })
const sightingIn = (block: string): PaymentSighting => ({
  chainId: 1868,
  txHash: toHex(7, { size: 32 }),
  block: { number: 7n, hash: block as Hex },
})
const mined = (finality: 'latest' | 'finalized', block = newBlock()): ChainSign => ({
  type: 'mined',
  block,
  finality,
})
const GONE: ChainSign = { type: 'replaced', isFinal: true }

let orders = 0
/** A payment of an order, and another one that paid it first. */
const secondOfAnOrder = async () => {
  const orderReference = `order-${++orders}`
  await told(harness, paymentEvents().confirmed({ orderReference }))
  const { paymentId, owner, pending } = paymentEvents()
  shown.set(paymentId, mined('latest'))
  const event = await harness.start(pending({ orderReference }))
  const park = await openPark(harness, event)
  expect(park).toMatchObject({ code: 'ORDER_ALREADY_PAID' })
  return { paymentId, owner, event, park }
}

/** A payment that was mined again after another one paid its order: its settlement asks what that means. */
const backAfterAnother = async () => {
  const orderReference = `order-${++orders}`
  const { paymentId, owner, pending } = paymentEvents()
  shown.set(paymentId, GONE)
  await told(harness, pending({ orderReference } satisfies Partial<PaidEvent>))
  await rowWith(harness, paymentId, ({ money }) => money === 'gone', 'it is gone')
  await told(harness, paymentEvents().confirmed({ orderReference }))
  shown.set(paymentId, mined('latest'))
  const settlement = settlementOf(harness, paymentId)
  const park = await openPark(harness, settlement)
  expect(park).toMatchObject({ code: 'ORDER_ALREADY_PAID' })
  return { paymentId, owner, settlement, park }
}

test('pending money that was credited is watched while its event is parked: a reorg takes it back', async () => {
  const { paymentId, owner, event } = await secondOfAnOrder()
  expect(await balanceOf(harness, owner)).toMatchObject({ pending: '1999' })
  shown.set(paymentId, GONE)
  await rowWith(harness, paymentId, ({ money }) => money === 'gone', 'it is gone')
  expect(await balanceOf(harness, owner)).toMatchObject({ pending: '0' })
  await keepHistory(event, 'tracked-while-parked')
})

test('pending money that was credited is watched though an operator aborts its event', async () => {
  const { paymentId, owner, event, park } = await secondOfAnOrder()
  await event.signal('decide', decision(park, { decision: 'abort' }))
  expect(await event.result()).toMatchObject({ outcome: 'aborted' })
  expect(await balanceOf(harness, owner)).toMatchObject({ pending: '1999' })
  shown.set(paymentId, mined('finalized'))
  await rowWith(harness, paymentId, ({ money }) => money === 'confirmed', 'it is confirmed')
})

test('a payment mined again after another paid its order is confirmed while a person is asked, who leaves it at that', async () => {
  const { paymentId, settlement, park } = await backAfterAnother()
  shown.set(paymentId, mined('finalized'))
  await rowWith(harness, paymentId, ({ money }) => money === 'confirmed', 'it is confirmed')
  expect(await parksOf(harness, settlement)).toEqual([park])
  await settlement.signal('decide', decision(park, { decision: 'skip' }))
  expect(await settlement.result()).toEqual({ outcome: 'settled', because: 'confirmed on chain' })
  await keepHistory(settlement, 'settlement-confirmed-while-parked')
})

test('a payment mined again after another paid its order is taken back again, and nobody is asked any more', async () => {
  const { paymentId, owner, settlement, park } = await backAfterAnother()
  shown.set(paymentId, GONE)
  await rowWith(harness, paymentId, ({ money }) => money === 'gone', 'it is gone')
  expect(await balanceOf(harness, owner)).toMatchObject({ pending: '0' })
  const isClosed = async () => (await parksOf(harness, settlement)).every(({ closed }) => closed) || undefined
  await eventually(isClosed, 'nobody is asked any more')
  await settlement.signal('decide', decision(park, { decision: 'retry' }))
  shown.set(paymentId, mined('latest'))
  expect(await openPark(harness, settlement, park)).toMatchObject({ code: 'ORDER_ALREADY_PAID' })
})

test('a payment that waits with an operator after it came back is watched on once that is answered', async () => {
  const { paymentId, settlement, park } = await backAfterAnother()
  await settlement.signal('decide', decision(park, { decision: 'retry' }))
  const again = await openPark(harness, settlement, park)
  await settlement.signal('decide', decision(again, { decision: 'skip' }))
  shown.set(paymentId, mined('finalized'))
  expect(await settlement.result()).toEqual({ outcome: 'settled', because: 'confirmed on chain' })
})

test('a word is taken while the books of a settlement wait for an operator: held is held at once', async () => {
  const { paymentId, settlement, park } = await backAfterAnother()
  await settlement.signal('decide', decision(NO_PARK, { decision: 'hold' }))
  await rowWith(harness, paymentId, ({ isHeld }) => isHeld, 'it is held')
  await keepHistory(settlement, 'settlement-word-while-parked')
  await settlement.executeUpdate('decide', { args: [decision(park, { decision: 'reverse' })] })
  expect(await settlement.result()).toMatchObject({ because: 'an operator said reverse' })
  expect(await activitiesOf(settlement)).toContain('watchSettlement')
})
