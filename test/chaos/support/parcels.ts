import { buildDelivery, type Delivery, type DeliveryRequest } from '../../../src/cli/delivery.ts'
import { retryRuleOf } from '../../../src/cli/retry-rules.ts'
import type { ChaosPayment } from './payments.ts'

/** A request that is made again until it is taken. */
export interface Parcel {
  /** Anew each time: who sends again, signs again. */
  readonly build: () => Pick<Delivery, 'path' | 'headers' | 'body'>
  readonly accepts: (status: number) => boolean
  readonly againAfterMs: number
}

/** All that is sent of a payment, in the order of what it tells. */
export const parcelsOf = ({ webhooks, session }: ChaosPayment): readonly Parcel[] => [
  ...webhooks.map(webhookParcel),
  ...(session === undefined ? [] : [mintCall(session.id)]),
]

/** As providers send it; their waits are minutes, and a chaos has seconds. */
const webhookParcel = (request: DeliveryRequest): Parcel => ({
  build: () => buildDelivery(request),
  accepts: retryRuleOf(request.provider).accepts,
  againAfterMs: 250,
})

/** As the documented client of stripe-mint asks. */
const mintCall = (sessionId: string): Parcel => ({
  build: () => ({
    path: '/loyalteez-api/stripe-mint',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sessionId }),
  }),
  accepts: (status) => status === 200,
  againAfterMs: 2_000,
})
