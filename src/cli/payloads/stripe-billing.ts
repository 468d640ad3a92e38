import { metadataOf, minorUnits, type Sale, suffixOf, unixSeconds } from './sale.ts'
import { customerId, invoiceId } from './stripe-payment.ts'

function subscriptionId({ subscription, paymentId }: Sale): string {
  return subscription ?? `sub_${suffixOf(paymentId)}`
}

function period({ at, periodEnd }: Sale) {
  return { start: unixSeconds(at), end: unixSeconds(periodEnd) }
}

export function subscription(sale: Sale, status: 'active' | 'past_due' | 'canceled'): object {
  const { start, end } = period(sale)
  return {
    id: subscriptionId(sale),
    object: 'subscription',
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: status === 'canceled' ? start : null,
    collection_method: 'charge_automatically',
    created: start,
    currency: sale.currency.toLowerCase(),
    customer: customerId(sale),
    items: {
      object: 'list',
      data: [
        {
          id: `si_${suffixOf(sale.paymentId)}`,
          object: 'subscription_item',
          current_period_end: end,
          current_period_start: start,
          price: {
            id: 'price_pro_monthly',
            object: 'price',
            product: 'prod_pro',
            unit_amount: minorUnits(sale),
          },
          quantity: 1,
        },
      ],
    },
    latest_invoice: invoiceId(sale),
    livemode: false,
    metadata: metadataOf(sale),
    start_date: start,
    status,
  }
}

/** An invoice names what paid it in a list since API 2025-03-31. */
export function invoice(sale: Sale, status: 'paid' | 'open'): object {
  const amount = minorUnits(sale)
  return {
    id: invoiceId(sale),
    object: 'invoice',
    amount_due: amount,
    amount_paid: status === 'paid' ? amount : 0,
    amount_remaining: status === 'paid' ? 0 : amount,
    attempt_count: 1,
    billing_reason: 'subscription_cycle',
    collection_method: 'charge_automatically',
    created: unixSeconds(sale.at),
    currency: sale.currency.toLowerCase(),
    customer: customerId(sale),
    customer_email: sale.email ?? 'ada@example.com',
    lines: { object: 'list', data: [line(sale)] },
    livemode: false,
    metadata: {},
    parent: {
      type: 'subscription_details',
      subscription_details: { metadata: metadataOf(sale), subscription: subscriptionId(sale) },
    },
    payments: {
      object: 'list',
      data: [
        {
          id: `inpay_${suffixOf(sale.paymentId)}`,
          object: 'invoice_payment',
          amount_paid: status === 'paid' ? amount : null,
          payment: { payment_intent: sale.paymentId, type: 'payment_intent' },
          status,
        },
      ],
    },
    status,
    total: amount,
  }
}

function line(sale: Sale): object {
  return {
    id: `il_${suffixOf(sale.paymentId)}`,
    object: 'line_item',
    amount: minorUnits(sale),
    currency: sale.currency.toLowerCase(),
    description: '1 × Pro',
    parent: {
      type: 'subscription_item_details',
      subscription_item_details: { proration: false, subscription: subscriptionId(sale) },
    },
    period: period(sale),
    pricing: { price_details: { price: 'price_pro_monthly', product: 'prod_pro' }, type: 'price_details' },
    quantity: 1,
  }
}
