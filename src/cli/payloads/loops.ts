import { type PayloadBook, randomId, type Sale, unixSeconds } from './sale.ts'
import { invoice, subscription } from './stripe-billing.ts'
import { charge, refundedCharge, session } from './stripe-payment.ts'

function event(type: string, object: (sale: Sale) => object): [string, (sale: Sale) => object] {
  return [
    type,
    (sale) => ({
      id: sale.eventId,
      object: 'event',
      created: unixSeconds(sale.at),
      data: { object: object(sale) },
      livemode: false,
      type,
    }),
  ]
}

/** Loops speaks of the objects Stripe has. */
export const loopsPayloads: PayloadBook = {
  newEventId: () => `evt_${randomId(24)}`,
  newPaymentId: () => `pi_${randomId(24)}`,
  amount: '25.00',
  currency: 'USD',
  bodies: Object.fromEntries([
    event('charge.succeeded', charge),
    event('charge.refunded', refundedCharge),
    event('checkout.session.completed', session),
    event('customer.subscription.created', (sale) => subscription(sale, 'active')),
    event('customer.subscription.deleted', (sale) => subscription(sale, 'canceled')),
    event('invoice.payment_succeeded', (sale) => invoice(sale, 'paid')),
    event('invoice.payment_failed', (sale) => invoice(sale, 'open')),
  ]),
}
