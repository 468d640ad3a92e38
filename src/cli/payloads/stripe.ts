import { type PayloadBook, randomId, type Sale } from './sale.ts'
import { invoice, subscription } from './stripe-billing.ts'
import { API_VERSION, charge, dispute, intent, refund, refundedCharge, session } from './stripe-payment.ts'
import { stripeShaped } from './stripe-shaped.ts'

const event = (type: string, object: (sale: Sale) => object) =>
  stripeShaped(type, object, {
    api_version: API_VERSION,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
  })

export const stripePayloads: PayloadBook = {
  newEventId: () => `evt_${randomId(24)}`,
  newPaymentId: () => `pi_${randomId(24)}`,
  amount: '19.99',
  currency: 'USD',
  bodies: Object.fromEntries([
    event('checkout.session.completed', session),
    event('checkout.session.async_payment_succeeded', session),
    event('checkout.session.async_payment_failed', (sale) => session(sale, { payment_status: 'unpaid' })),
    event('checkout.session.expired', (sale) =>
      session(sale, { payment_status: 'unpaid', status: 'expired' }),
    ),
    event('payment_intent.succeeded', intent),
    event('payment_intent.payment_failed', (sale) =>
      intent(sale, {
        amount_received: 0,
        last_payment_error: { code: 'card_declined', decline_code: 'insufficient_funds', type: 'card_error' },
        status: 'requires_payment_method',
      }),
    ),
    event('charge.succeeded', charge),
    event('charge.refunded', refundedCharge),
    event('refund.created', (sale) => refund(sale, 'pending')),
    event('refund.updated', (sale) => refund(sale, 'succeeded')),
    event('refund.failed', (sale) => refund(sale, 'failed')),
    event('charge.dispute.created', (sale) => dispute(sale, 'needs_response')),
    event('charge.dispute.closed', (sale) => dispute(sale, sale.outcome ?? 'lost')),
    event('customer.subscription.created', (sale) => subscription(sale, 'active')),
    event('customer.subscription.updated', (sale) => subscription(sale, 'past_due')),
    event('customer.subscription.deleted', (sale) => subscription(sale, 'canceled')),
    event('invoice.paid', (sale) => invoice(sale, 'paid')),
    event('invoice.payment_succeeded', (sale) => invoice(sale, 'paid')),
    event('invoice.payment_failed', (sale) => invoice(sale, 'open')),
  ]),
}
