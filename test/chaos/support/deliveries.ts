import type { DeliveryRequest } from '../../../src/cli/delivery.ts'
import { diceOf } from '../../support/dice.ts'
import type { ChaosPayment } from './payments.ts'

/** How far, in payments, a delivery may be from its place. */
const JITTER = 8
const REVERSED = 400

/**
 * Every webhook twice, shuffled, and of four payments in ten the later event first: refunds before their payment,
 * confirmed before pending.
 */
export const shuffledTwice = (seed: number, payments: readonly ChaosPayment[]): DeliveryRequest[] => {
  const dice = diceOf(seed, 'deliveries')
  const placed = payments.flatMap(({ webhooks }, n) => {
    const sent = dice.chance(REVERSED) ? webhooks.toReversed() : webhooks
    return sent.flatMap((request, k) => {
      const first = n * 10 + k * 10 + dice.between(0, 10)
      return [first, first + dice.between(0, JITTER * 10)].map((place) => ({ place, request }))
    })
  })
  return placed.sort((a, b) => a.place - b.place).map(({ request }) => request)
}
