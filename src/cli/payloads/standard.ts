import { type PayloadBook, randomId, type Sale } from './sale.ts'

function event(type: string, details: (sale: Sale) => object = money): [string, (sale: Sale) => object] {
  return [
    type,
    (sale) => ({
      type,
      timestamp: sale.at.toISOString(),
      data: { ...personOf(sale), ...transferOf(sale), payment_id: sale.paymentId, ...details(sale) },
    }),
  ]
}

function personOf({ user, wallet, email, order }: Sale): object {
  return {
    ...(user === undefined ? {} : { user_id: user }),
    ...(wallet === undefined ? {} : { wallet }),
    ...(email === undefined ? {} : { email }),
    ...(order === undefined ? {} : { order_reference: order }),
  }
}

function transferOf({ network, txHash }: Sale): object {
  return {
    ...(network === undefined ? {} : { network }),
    ...(txHash === undefined ? {} : { tx_hash: txHash }),
  }
}

function money({ amount, currency }: Sale): object {
  return { amount, currency }
}

function dispute(sale: Sale): object {
  return { ...money(sale), dispute: sale.outcome ?? 'opened' }
}

function subscription(sale: Sale): object {
  return {
    subscription_id: sale.subscription ?? `sub_${sale.paymentId}`,
    period_end: sale.periodEnd.toISOString(),
  }
}

/** Any sender that signs by Standard Webhooks: the types are this project's own. */
export const standardPayloads: PayloadBook = {
  newEventId: () => `msg_${randomId(24)}`,
  newPaymentId: () => `pay_${randomId(24)}`,
  amount: '12.50',
  currency: 'EUR',
  bodies: Object.fromEntries([
    event('payment.pending'),
    event('payment.confirmed'),
    event('payment.succeeded'),
    event('payment.observed'),
    event('payment.failed'),
    event('payment.refunded', ({ amount, currency }) => ({ refunded: amount, currency })),
    event('payment.refund_failed', (sale) => ({ ...money(sale), refund_id: `re_${sale.paymentId}` })),
    event('payment.disputed', dispute),
    event('checkout.completed'),
    event('checkout.expired'),
    event('deposit.detected'),
    event('subscription.started', subscription),
    event('subscription.renewed', subscription),
    event('subscription.past_due', subscription),
    event('subscription.cancelled', subscription),
    event('subscription.expired', subscription),
    event('reward.recorded'),
    event('ping'),
  ]),
}
