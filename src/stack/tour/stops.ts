import type { Decision } from '../../domain/decision.ts'
import { payerOf, type Send } from './guide.ts'

/** One webhook of the tour and what must become of it. */
export interface Stop {
  readonly send: Send
  /** It was sent before: it must be answered as a duplicate, and change nothing. */
  readonly again?: true
  /** Others are told of it, and the books stay. */
  readonly onlyTold?: true
  /** It cannot be done: it must park for this reason, and this decision continues it. */
  readonly parks?: {
    readonly code: string
    readonly decision: Pick<Decision, 'decision' | 'patch' | 'reason'>
  }
  /** Who is looked at for what changed. */
  readonly owner: string
  readonly order?: string
}

/** Whom a part of the tour pays for: nobody else does, so that parts can be visited at once. */
interface Visitor {
  readonly user: string
  readonly owner: string
  readonly order: string
}

/**
 * Real deliveries of every provider, a duplicate, a refund, money that is pending first, and one that needs a person: parts
 * that need nothing of each other, the stops of each one after another.
 */
export function partsOfTour(id: string): readonly (readonly Stop[])[] {
  const visitor = (name: string): Visitor => {
    const user = `${name}-${id}`
    return { user, owner: `user:${user}`, order: `order-${user}` }
  }
  return [
    cardStops(id),
    [rewardStop(visitor('grace'))],
    ...SALES.map((sale) => [saleStop(id, sale, visitor(sale.provider))]),
    pendingStops(id, visitor('alan')),
    [depositStop(visitor('joan'))],
    [parkedStop(id, visitor('edsger'))],
  ]
}

function cardStops(id: string): Stop[] {
  const { user, owner, order, email } = payerOf({ id })
  const send = {
    provider: 'stripe',
    type: 'checkout.session.completed',
    eventId: `evt_${id}`,
    paymentId: `pi_${id}`,
    amount: '25.00',
    currency: 'USD',
    user,
    order,
    email,
  }
  const refund = { ...send, type: 'charge.refunded', eventId: `evt_${id}_r`, amount: '10.00' }
  return [
    { send, owner, order },
    { send, owner, order, again: true },
    { send: refund, owner, order },
  ]
}

function rewardStop({ user, owner }: Visitor): Stop {
  return { send: { provider: 'loyalteez', type: 'reward.distributed', user }, owner, onlyTold: true }
}

/** Providers whose first word on a payment is final. */
const SALES = [
  { provider: 'loops', type: 'charge.succeeded', amount: '12.50', currency: 'EUR' },
  { provider: 'cryptopay', type: 'payment_intent.succeeded', amount: '42.00', currency: 'USD' },
  { provider: 'rach', type: 'payment.confirmed', amount: '100.00', currency: 'USDT' },
  { provider: 'standard', type: 'payment.succeeded', amount: '8.00', currency: 'GBP' },
] as const

function saleStop(id: string, sale: (typeof SALES)[number], { user, owner, order }: Visitor): Stop {
  const send = { ...sale, eventId: `evt_${id}`, paymentId: `pay_${id}`, user, order }
  return { send, owner, order }
}

function pendingStops(id: string, { user, owner, order }: Visitor): Stop[] {
  const sale = { provider: 'llamapay', paymentId: `lp-${id}`, amount: '10.0', currency: 'USDC', user, order }
  return ['pending', 'confirmed'].map((state) => ({
    send: { ...sale, type: `charge:${state}`, eventId: `${id}-${state}` },
    owner,
    order,
  }))
}

function depositStop({ user, owner }: Visitor): Stop {
  const send = { provider: 'rach', type: 'wallet.deposit.detected', amount: '0.5', currency: 'BNB', user }
  return { send, owner }
}

function parkedStop(id: string, { user, owner, order }: Visitor): Stop {
  const send = {
    provider: 'standard',
    type: 'payment.succeeded',
    eventId: `evt_${id}_doge`,
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
  return { send, parks: { code: 'UNKNOWN_ASSET', decision }, owner }
}
