import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentWatch } from '../../src/chain/payment-watch.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { historyOf } from './support/observe.ts'
import { balanceOf, paymentEvents, settlementOf, told } from './support/settlements.ts'

const BLOCK = `0x${'ab'.repeat(32)}` as const
const SIGHTING = { txHash: `0x${'cd'.repeat(32)}`, block: { number: 7n, hash: BLOCK } } as const

let harness: Harness
/** How often each payment was looked at, and at which look it is final. */
const looks = new Map<string, number>()
const finalAt = new Map<string, number>()

const chain: PaymentWatch = {
  async observe({ paymentId }) {
    const look = (looks.get(paymentId) ?? 0) + 1
    looks.set(paymentId, look)
    const finality = look >= (finalAt.get(paymentId) ?? 1) ? 'finalized' : 'latest'
    return { sign: { type: 'mined', block: BLOCK, finality }, sighting: SIGHTING }
  },
}

beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker({ settlements: { ...harness.deps.settlements, chain } })
})
afterAll(() => harness.teardown())

/** The history of a settlement that looks so often, from the first look's schedule to the close. */
const historyAfter = async (count: number): Promise<string[]> => {
  const { paymentId, owner, pending } = paymentEvents()
  finalAt.set(paymentId, count)
  await told(harness, pending())
  const settlement = settlementOf(harness, paymentId)
  expect(await settlement.result()).toEqual({ outcome: 'settled', because: 'confirmed on chain' })
  expect(looks.get(paymentId)).toBe(count)
  expect(await balanceOf(harness, owner)).toMatchObject({ pending: '0', available: '1999' })
  const history = await historyOf(settlement)
  return history.slice(history.indexOf('activityTaskScheduled'))
}

// The server tries again no sooner than after a second: a minute of waiting.
test('a confirmation of sixty looks costs ten events of history at most, and as many as one look', async () => {
  const [one, sixty] = await Promise.all([historyAfter(1), historyAfter(60)])
  expect(one.length).toBeLessThanOrEqual(10)
  expect(sixty).toEqual(one)
}, 180_000)
