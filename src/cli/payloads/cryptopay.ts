import { metadataOf, minorUnits, type PayloadBook, randomId, type Sale, unixSeconds } from './sale.ts'
import { chargeId, customerId } from './stripe-payment.ts'
import { stripeShaped } from './stripe-shaped.ts'

function intent(sale: Sale, status: string): object {
  const amount = minorUnits(sale)
  return {
    id: sale.paymentId,
    object: 'payment_intent',
    amount,
    amount_received: status === 'succeeded' ? amount : 0,
    created: unixSeconds(sale.at),
    currency: sale.currency.toLowerCase(),
    customer: customerId(sale),
    metadata: metadataOf(sale),
    status,
  }
}

function refundedCharge(sale: Sale): object {
  const amount = minorUnits(sale)
  return {
    id: chargeId(sale),
    object: 'charge',
    amount,
    amount_refunded: amount,
    created: unixSeconds(sale.at),
    currency: sale.currency.toLowerCase(),
    customer: customerId(sale),
    metadata: metadataOf(sale),
    payment_intent: sale.paymentId,
    refunded: true,
    status: 'succeeded',
  }
}

export const cryptopayPayloads: PayloadBook = {
  newEventId: () => `evt_${randomId(24)}`,
  newPaymentId: () => `pi_${randomId(24)}`,
  amount: '42.00',
  currency: 'USD',
  bodies: Object.fromEntries([
    stripeShaped('payment_intent.created', (sale) => intent(sale, 'requires_payment_method')),
    stripeShaped('payment_intent.processing', (sale) => intent(sale, 'processing')),
    stripeShaped('payment_intent.succeeded', (sale) => intent(sale, 'succeeded')),
    stripeShaped('payment_intent.failed', (sale) => intent(sale, 'canceled')),
    stripeShaped('charge.refunded', refundedCharge),
  ]),
}
