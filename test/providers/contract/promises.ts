import type { ProviderSettings } from '../../../src/providers/provider.ts'
import { SETTINGS } from './fixture.ts'

/** What the design's table says of a provider's signature. `ages`: a timestamp is signed, so that old copies are refused. */
export interface Promised {
  readonly provider: string
  readonly scheme: string
  readonly rejectStatus: 400 | 401
  readonly ages: boolean
  readonly settings: ProviderSettings
}

function promised(
  provider: string,
  rejectStatus: 400 | 401,
  scheme: string,
  settings: Partial<ProviderSettings> = {},
): Promised {
  return {
    provider,
    rejectStatus,
    scheme,
    ages: scheme !== 'raw hex',
    settings: { ...SETTINGS, ...settings },
  }
}

export const PROMISED: readonly Promised[] = [
  promised('stripe', 400, 'stripe v1'),
  promised('loyalteez', 401, 'raw hex'),
  promised('loops', 400, 'stripe v1'),
  promised('llamapay', 401, 'raw hex'),
  promised('cryptopay', 400, 'stripe v1'),
  promised('cryptopay', 400, 'raw hex', { cryptopayScheme: 'raw-hex' }),
  promised('rach', 401, 'raw hex'),
  promised('rach', 401, 'raw hex', { rachAcceptReserialised: true }),
  promised('standard', 401, 'standard v1'),
]

/** Every type that the design's table names, by provider. */
export const TYPES: Readonly<Record<string, readonly string[]>> = {
  stripe: [
    'checkout.session.completed',
    'checkout.session.async_payment_succeeded',
    'checkout.session.async_payment_failed',
    'checkout.session.expired',
    'payment_intent.succeeded',
    'payment_intent.payment_failed',
    'charge.succeeded',
    'charge.refunded',
    'charge.refund.updated',
    'refund.created',
    'refund.updated',
    'refund.failed',
    'charge.dispute.created',
    'charge.dispute.updated',
    'charge.dispute.closed',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.funds_reinstated',
    'customer.subscription.created',
    'customer.subscription.updated',
    'customer.subscription.deleted',
    'invoice.paid',
    'invoice.payment_succeeded',
    'invoice.payment_failed',
    'invoice_payment.paid',
  ],
  loyalteez: ['reward.distributed', 'perk.redeemed', 'streak.milestone', 'achievement.unlocked'],
  loops: [
    'charge.succeeded',
    'charge.refunded',
    'checkout.session.completed',
    'customer.subscription.created',
    'customer.subscription.deleted',
    'invoice.payment_succeeded',
    'invoice.payment_failed',
  ],
  llamapay: ['charge:pending', 'charge:confirmed', 'subscription:expired'],
  cryptopay: [
    'payment.succeeded',
    'payment_intent.succeeded',
    'payment_intent.failed',
    'payment_intent.processing',
    'payment_intent.created',
    'charge.refunded',
  ],
  rach: [
    'payment.confirmed',
    'payment.expired',
    'payment.detected',
    'payment.test',
    'wallet.deposit.detected',
  ],
  standard: [
    'payment.pending',
    'payment.confirmed',
    'payment.succeeded',
    'payment.observed',
    'payment.failed',
    'payment.refunded',
    'payment.refund_failed',
    'payment.disputed',
    'checkout.completed',
    'checkout.expired',
    'deposit.detected',
    'subscription.started',
    'subscription.renewed',
    'subscription.past_due',
    'subscription.cancelled',
    'subscription.expired',
    'reward.recorded',
    'ping',
  ],
}
