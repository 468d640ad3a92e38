import { randomBytes } from 'node:crypto'
import type { DeliveryRequest } from '../cli/delivery.ts'
import type { Decision } from '../domain/decision.ts'

/** One webhook of the tour and what must become of it. */
export interface TourStop {
  readonly send: Omit<DeliveryRequest, 'secret'>
  /** State the event must reach. */
  readonly becomes: 'fulfilled' | 'recorded'
  /** It was sent before: it must be answered as a duplicate, and change nothing. */
  readonly again?: true
  /** It cannot be done: it must park for this reason, and this decision continues it. */
  readonly parks?: {
    readonly code: string
    readonly decision: Pick<Decision, 'decision' | 'patch' | 'reason'>
  }
  /** Who is looked at for what changed. */
  readonly owner: string
  readonly order?: string
}

/** Whom the tour pays for; new each time, so that a second tour finds nothing of the first. */
interface Visitor {
  readonly id: string
  readonly user: string
  readonly owner: string
}

/** Real deliveries of every provider, a duplicate, a refund, money that is pending first, and one that needs a person. */
export function tourStops(): readonly TourStop[] {
  const id = randomBytes(3).toString('hex')
  const visitor = { id, user: `ada-${id}`, owner: `user:ada-${id}` }
  return [
    ...stripeStops(visitor),
    ...paymentStops(visitor),
    ...llamapayStops(visitor),
    depositStop(visitor),
    parkedStop(visitor),
  ]
}

function stripeStops({ id, user, owner }: Visitor): TourStop[] {
  const order = `order-${id}-1`
  const send = {
    provider: 'stripe',
    type: 'checkout.session.completed',
    eventId: `evt_${id}`,
    paymentId: `pi_${id}`,
    amount: '25.00',
    currency: 'USD',
    user,
    order,
    email: 'ada@example.com',
  }
  const refund = { ...send, type: 'charge.refunded', eventId: `evt_${id}_r`, amount: '10.00' }
  return [
    { send, becomes: 'fulfilled', owner, order },
    { send, becomes: 'fulfilled', owner, order, again: true },
    { send: refund, becomes: 'fulfilled', owner, order },
  ]
}

/** Providers whose first word on a payment is final, and one that only tells of a reward. */
function paymentStops({ id, user, owner }: Visitor): TourStop[] {
  const sales = [
    { provider: 'loops', type: 'charge.succeeded', amount: '12.50', currency: 'EUR' },
    { provider: 'cryptopay', type: 'payment_intent.succeeded', amount: '42.00', currency: 'USD' },
    { provider: 'rach', type: 'payment.confirmed', amount: '100.00', currency: 'USDT' },
    { provider: 'standard', type: 'payment.succeeded', amount: '8.00', currency: 'GBP' },
  ]
  return [
    { send: { provider: 'loyalteez', type: 'reward.distributed', user }, becomes: 'recorded', owner },
    ...sales.map((sale): TourStop => {
      const order = `order-${id}-${sale.provider}`
      return { send: { ...sale, user, order }, becomes: 'fulfilled', owner, order }
    }),
  ]
}

function llamapayStops({ id, user, owner }: Visitor): TourStop[] {
  const order = `order-${id}-3`
  const sale = { provider: 'llamapay', paymentId: `lp-${id}`, amount: '10.0', currency: 'USDC', user, order }
  return ['charge:pending', 'charge:confirmed'].map((type) => ({
    send: { ...sale, type },
    becomes: 'fulfilled',
    owner,
    order,
  }))
}

function depositStop({ user, owner }: Visitor): TourStop {
  const send = { provider: 'rach', type: 'wallet.deposit.detected', amount: '0.5', currency: 'BNB', user }
  return { send, becomes: 'fulfilled', owner }
}

function parkedStop({ id, user, owner }: Visitor): TourStop {
  const order = `order-${id}-7`
  const send = {
    provider: 'standard',
    type: 'payment.succeeded',
    amount: '7.00',
    currency: 'DOGE',
    user,
    order,
  }
  const decision = {
    decision: 'amend',
    patch: { asset: 'USD', amount: '7.00' },
    reason: 'the sender confirmed 7.00 USD',
  } as const
  return { send, parks: { code: 'UNKNOWN_ASSET', decision }, becomes: 'fulfilled', owner, order }
}
