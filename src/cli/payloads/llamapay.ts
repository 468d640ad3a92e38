import { randomUUID } from 'node:crypto'
import { metadataOf, type PayloadBook, type Sale } from './sale.ts'

function event(
  type: string,
  pricingType: (sale: Sale) => 'fixed_price' | 'subscription',
): [string, (sale: Sale) => object] {
  return [
    type,
    (sale) => ({
      event: {
        api_version: '2018-03-22',
        created_at: sale.at.toISOString(),
        data: {
          id: sale.paymentId,
          pricing: { local: { amount: sale.amount, currency: sale.currency } },
          metadata: metadataOf(sale),
          created_at: new Date(sale.at.getTime() - 60_000).toISOString(),
          hosted_url: `https://checkout.llamapay.io/pay/${encodeURIComponent(sale.paymentId)}`,
          pricing_type: pricingType(sale),
        },
        id: sale.eventId,
        type,
      },
    }),
  ]
}

/** A charge with a subscription is priced as one; LlamaPay knows it by the payment's id. */
const priced = ({ subscription }: Sale) => (subscription === undefined ? 'fixed_price' : 'subscription')

export const llamapayPayloads: PayloadBook = {
  newEventId: randomUUID,
  newPaymentId: randomUUID,
  amount: '10.0',
  currency: 'USD',
  bodies: Object.fromEntries([
    event('charge:pending', priced),
    event('charge:confirmed', priced),
    event('subscription:expired', () => 'subscription'),
  ]),
}
