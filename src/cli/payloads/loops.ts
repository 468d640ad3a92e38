import { type PayloadBook, randomId } from './sale.ts'
import { invoice, subscription } from './stripe-billing.ts'
import { charge, refundedCharge, session } from './stripe-payment.ts'
import { stripeShaped } from './stripe-shaped.ts'

/** Loops speaks of the objects Stripe has. */
export const loopsPayloads: PayloadBook = {
  newEventId: () => `evt_${randomId(24)}`,
  newPaymentId: () => `pi_${randomId(24)}`,
  amount: '25.00',
  currency: 'USD',
  bodies: Object.fromEntries([
    stripeShaped('charge.succeeded', charge),
    stripeShaped('charge.refunded', refundedCharge),
    stripeShaped('checkout.session.completed', session),
    stripeShaped('customer.subscription.created', (sale) => subscription(sale, 'active')),
    stripeShaped('customer.subscription.deleted', (sale) => subscription(sale, 'canceled')),
    stripeShaped('invoice.payment_succeeded', (sale) => invoice(sale, 'paid')),
    stripeShaped('invoice.payment_failed', (sale) => invoice(sale, 'open')),
  ]),
}
