import { decimalNumber, metadataOf, type PayloadBook, randomId, type Sale, unixSeconds } from './sale.ts'

function event(type: string, details: object): [string, (sale: Sale) => object] {
  return [
    type,
    (sale) => ({
      id: sale.eventId,
      type,
      created: unixSeconds(sale.at),
      data: {
        user_email: sale.email ?? 'ada@example.com',
        ...(sale.wallet === undefined ? {} : { wallet: sale.wallet }),
        amount: decimalNumber(sale),
        ...details,
        metadata: metadataOf(sale),
      },
    }),
  ]
}

/** Rewards are counted in LTZ; the payment of an event is the event. */
export const loyalteezPayloads: PayloadBook = {
  newEventId: () => `evt_${randomId(24)}`,
  newPaymentId: () => `rew_${randomId(24)}`,
  amount: '100',
  currency: 'LTZ',
  bodies: Object.fromEntries([
    event('reward.distributed', { reason: 'newsletter_subscribe', channel: 'web' }),
    event('perk.redeemed', { collection_id: 'perk_latte', quantity: 1 }),
    event('streak.milestone', { streak_type: 'daily', streak_days: 7 }),
    event('achievement.unlocked', { achievement: 'first-purchase' }),
  ]),
}
