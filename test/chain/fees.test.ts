import { bigInt, assert as check, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { type FeeMarket, type Fees, offerFees, raiseFees } from '../../src/chain/fees.ts'

const GWEI = 10n ** 9n
const fee = bigInt({ min: 0n, max: 10_000n * GWEI })
const market = record({ baseFeePerGas: fee, priorityFeePerGas: fee })
const cap = bigInt({ min: 1n, max: 100_000n * GWEI })
const NO_CAP = 10n ** 30n
const CALM: FeeMarket = { baseFeePerGas: 0n, priorityFeePerGas: 0n }

test('a first offer covers a base fee that doubles, within the cap, and never tips more than it offers', () => {
  check(
    property(market, cap, (now, capPerGas) => {
      const { maxFeePerGas, maxPriorityFeePerGas } = offerFees(now, capPerGas)
      const wanted = 2n * now.baseFeePerGas + now.priorityFeePerGas
      expect(maxFeePerGas).toBe(wanted < capPerGas ? wanted : capPerGas)
      expect(maxPriorityFeePerGas).toBeLessThanOrEqual(maxFeePerGas)
    }),
  )
})

test('every raise is an eighth in both fields at least, always more, and valid', () => {
  check(
    property(market, market, (before, now) => {
      const last = offerFees(before, NO_CAP)
      const next = raiseFees(last, now, NO_CAP) ?? expect.fail('there is no cap')
      for (const field of ['maxFeePerGas', 'maxPriorityFeePerGas'] as const) {
        expect(next[field]).toBeGreaterThan(last[field])
        expect(next[field] * 8n).toBeGreaterThanOrEqual(last[field] * 9n)
      }
      expect(next.maxPriorityFeePerGas).toBeLessThanOrEqual(next.maxFeePerGas)
      expect(next.maxFeePerGas).toBeGreaterThanOrEqual(offerFees(now, NO_CAP).maxFeePerGas)
    }),
  )
})

test('no series of raises goes over the cap, and every series ends', () => {
  check(
    property(market, cap, (now, capPerGas) => {
      let last: Fees | undefined = offerFees(now, capPerGas)
      for (let raises = 0; last; raises += 1) {
        expect(last.maxFeePerGas).toBeLessThanOrEqual(capPerGas)
        // From 1 wei to 100,000 gwei in eighths, and the first few in steps of 1 wei.
        expect(raises).toBeLessThan(300)
        last = raiseFees(last, CALM, capPerGas)
      }
    }),
  )
})

test.each([
  [8n, 9n],
  [9n, 11n],
  [1n, 2n],
  [0n, 1n],
  [100n * GWEI, 112_500_000_000n],
])('a fee of %i is raised to %i', (last, next) => {
  const fees = { maxFeePerGas: last, maxPriorityFeePerGas: last }
  expect(raiseFees(fees, CALM, NO_CAP)).toEqual({ maxFeePerGas: next, maxPriorityFeePerGas: next })
})

test('a market that rose by more than an eighth sets the raise', () => {
  const last = offerFees({ baseFeePerGas: GWEI, priorityFeePerGas: GWEI }, NO_CAP)
  const now = { baseFeePerGas: 50n * GWEI, priorityFeePerGas: 2n * GWEI }
  expect(raiseFees(last, now, NO_CAP)).toEqual(offerFees(now, NO_CAP))
})
