import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPolicy } from '../../src/policy.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { openPark, parksOf } from '../workflows/support/observe.ts'
import { resetToTheStart } from '../workflows/support/reset.ts'
import { paymentEvents, settlementOf, told } from '../workflows/support/settlements.ts'

let hasty: Harness
beforeAll(async () => {
  hasty = await createHarness({
    ...readPolicy({}),
    settlement: { deadlineMinutes: 0.02, networks: [] },
  })
  await hasty.startWorker()
})
afterAll(() => hasty.teardown())

const openParks = async (paymentId: string) =>
  (await parksOf(hasty, settlementOf(hasty, paymentId))).filter(({ closed }) => !closed)

test('a settlement that was terminated while it was parked leaves no park open once it is settled', async () => {
  const { paymentId, pending, confirmed } = paymentEvents()
  await told(hasty, pending())
  const settlement = settlementOf(hasty, paymentId)
  await openPark(hasty, settlement)
  await settlement.terminate()
  await told(hasty, confirmed())
  await settlement.result()
  expect(await openParks(paymentId)).toEqual([])
})

test('a settlement that was reset while it was parked leaves no park open once it is settled', async () => {
  const { paymentId, pending, confirmed } = paymentEvents()
  await told(hasty, pending())
  const settlement = settlementOf(hasty, paymentId)
  const park = await openPark(hasty, settlement)
  await resetToTheStart(hasty, settlement)
  await openPark(hasty, settlement, park)
  await told(hasty, confirmed())
  await settlement.result()
  expect(await openParks(paymentId)).toEqual([])
})
