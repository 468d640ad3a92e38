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

/** Real deliveries of every provider, a duplicate, a refund, money that is pending first, and one that needs a person. */
export function tourStops(): readonly TourStop[] {
  const id = randomBytes(3).toString('hex')
  const user = `ada-${id}`
  const owner = `user:${user}`
  const order = (n: number) => `order-${id}-${n}`
  const checkout = {
    send: {
      provider: 'stripe',
      type: 'checkout.session.completed',
      eventId: `evt_${id}`,
      paymentId: `pi_${id}`,
      amount: '25.00',
      currency: 'USD',
      user,
      order: order(1),
      email: 'ada@example.com',
    },
    becomes: 'fulfilled',
    owner,
    order: order(1),
  } as const
  const llamapay = {
    provider: 'llamapay',
    paymentId: `lp-${id}`,
    amount: '10.0',
    currency: 'USDC',
    user,
    order: order(3),
  } as const
  return [
    checkout,
    { ...checkout, again: true },
    {
      send: { ...checkout.send, type: 'charge.refunded', eventId: `evt_${id}_r`, amount: '10.00' },
      becomes: 'fulfilled',
      owner,
      order: order(1),
    },
    { send: { provider: 'loyalteez', type: 'reward.distributed', user }, becomes: 'recorded', owner },
    {
      send: {
        provider: 'loops',
        type: 'charge.succeeded',
        amount: '12.50',
        currency: 'EUR',
        user,
        order: order(2),
      },
      becomes: 'fulfilled',
      owner,
      order: order(2),
    },
    { send: { ...llamapay, type: 'charge:pending' }, becomes: 'fulfilled', owner, order: order(3) },
    { send: { ...llamapay, type: 'charge:confirmed' }, becomes: 'fulfilled', owner, order: order(3) },
    {
      send: {
        provider: 'cryptopay',
        type: 'payment_intent.succeeded',
        amount: '42.00',
        currency: 'USD',
        user,
        order: order(4),
      },
      becomes: 'fulfilled',
      owner,
      order: order(4),
    },
    {
      send: {
        provider: 'rach',
        type: 'payment.confirmed',
        amount: '100.00',
        currency: 'USDT',
        user,
        order: order(5),
      },
      becomes: 'fulfilled',
      owner,
      order: order(5),
    },
    {
      send: { provider: 'rach', type: 'wallet.deposit.detected', amount: '0.5', currency: 'BNB', user },
      becomes: 'fulfilled',
      owner,
    },
    {
      send: {
        provider: 'standard',
        type: 'payment.succeeded',
        amount: '8.00',
        currency: 'GBP',
        user,
        order: order(6),
      },
      becomes: 'fulfilled',
      owner,
      order: order(6),
    },
    {
      send: {
        provider: 'standard',
        type: 'payment.succeeded',
        amount: '7.00',
        currency: 'DOGE',
        user,
        order: order(7),
      },
      parks: {
        code: 'UNKNOWN_ASSET',
        decision: {
          decision: 'amend',
          patch: { asset: 'USD', amount: '7.00' },
          reason: 'the sender confirmed 7.00 USD',
        },
      },
      becomes: 'fulfilled',
      owner,
      order: order(7),
    },
  ]
}
