import { diceOf } from '../../support/dice.ts'
import { type Parcel, parcelsOf } from './parcels.ts'
import type { ChaosPayment } from './payments.ts'

/** How far, in payments, a delivery may be from its place. */
const JITTER = 8
const REVERSED = 400

/**
 * Everything twice, shuffled, and of four payments in ten the later first: refunds before their payment, confirmed
 * before pending.
 */
export const shuffledTwice = (seed: number, payments: readonly ChaosPayment[]): Parcel[] => {
  const dice = diceOf(seed, 'deliveries')
  const placed = payments.flatMap((payment, n) => {
    const parcels = parcelsOf(payment)
    const sent = dice.chance(REVERSED) ? parcels.toReversed() : parcels
    return sent.flatMap((parcel, k) => {
      const first = n * 10 + k * 10 + dice.between(0, 10)
      return [first, first + dice.between(0, JITTER * 10)].map((place) => ({ place, parcel }))
    })
  })
  return placed.sort((a, b) => a.place - b.place).map(({ parcel }) => parcel)
}
