import { type Sale, unixSeconds } from './sale.ts'

/** A type and its body: an event of the shape Stripe has and Loops and CryptoPay borrow, around an object. */
export function stripeShaped(
  type: string,
  object: (sale: Sale) => object,
  more: object = {},
): [string, (sale: Sale) => object] {
  return [
    type,
    (sale) => ({
      id: sale.eventId,
      object: 'event',
      ...more,
      created: unixSeconds(sale.at),
      data: { object: object(sale) },
      livemode: false,
      type,
    }),
  ]
}
