import { randomBytes } from 'node:crypto'
import type {
  CheckoutCompletedEvent,
  DepositEvent,
  DisputedEvent,
  PaidEvent,
  PaymentEvent,
  RefundedEvent,
} from '../../../src/domain/payment-event.ts'

const unique = (prefix: string): string => `${prefix}_${randomBytes(6).toString('hex')}`

const base = () => {
  const paymentId = unique('pi')
  return {
    endpoint: 'stripe',
    account: 'shop',
    provider: 'stripe',
    eventKey: unique('evt'),
    providerType: 'checkout.session.completed',
    receivedAt: new Date().toISOString(),
    paymentId,
    owner: { owner: `user:${paymentId}`, source: 'user' },
  } as const
}

const usd = (text: string) => ({ amount: { text, unit: 'minor' }, asset: 'USD' }) as const

/** 19.99 USD, paid. */
export const paid = (fields: Partial<PaidEvent> = {}): PaidEvent => ({
  ...base(),
  type: 'payment.succeeded',
  money: usd('1999'),
  ...fields,
})

/** All of 19.99 USD, given back. */
export const refunded = (fields: Partial<RefundedEvent> = {}): RefundedEvent => ({
  ...base(),
  type: 'payment.refunded',
  providerType: 'charge.refunded',
  money: usd('1999'),
  ...fields,
})

export const disputed = (fields: Partial<DisputedEvent> = {}): DisputedEvent => ({
  ...base(),
  type: 'payment.disputed',
  providerType: 'charge.dispute.created',
  disputeId: unique('dp'),
  status: 'opened',
  money: usd('1999'),
  ...fields,
})

export const deposited = (fields: Partial<DepositEvent> = {}): DepositEvent => ({
  ...base(),
  type: 'deposit.detected',
  providerType: 'wallet.deposit.detected',
  money: { amount: { text: '25.5', unit: 'decimal' }, asset: 'USDC' },
  ...fields,
})

/** Through the checkout; what is paid for it, if anything is, another event says. */
export const checkedOut = (fields: Partial<CheckoutCompletedEvent> = {}) => ({
  ...base(),
  type: 'checkout.completed' as const,
  ...fields,
})

/** The policy does not know what was paid: parks before anything is applied. */
export const paidInUnknownAsset = (fields: Partial<PaidEvent> = {}): PaidEvent =>
  paid({ money: { amount: { text: '5', unit: 'minor' }, asset: 'XYZ' }, ...fields })

/** Credited, and parks: nobody says whose money it is. */
export const paidByNobody = (fields: Partial<PaidEvent> = {}): PaymentEvent => {
  const { owner: _, ...event } = paid(fields)
  return event
}
