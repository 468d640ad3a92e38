import { metadataOf, minorUnits, type PayloadBook, randomId, type Sale, unixSeconds } from './sale.ts'
import { chargeId, customerId } from './stripe-payment.ts'

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
    event('payment_intent.created', (sale) => intent(sale, 'requires_payment_method')),
    event('payment_intent.processing', (sale) => intent(sale, 'processing')),
    event('payment_intent.succeeded', (sale) => intent(sale, 'succeeded')),
    event('payment_intent.failed', (sale) => intent(sale, 'canceled')),
    event('charge.refunded', refundedCharge),
  ]),
}
