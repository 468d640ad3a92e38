import { metadataOf, minorUnits, type Sale, suffixOf, unixSeconds } from './sale.ts'
import { tokensBought } from './tokens-bought.ts'

/** Stripe's objects around one payment, as API version 2025-08-27 has them; trimmed to what a handler reads. */
export const API_VERSION = '2025-08-27.basil'

export function customerId({ customer, paymentId }: Sale): string {
  return customer ?? `cus_${suffixOf(paymentId).slice(0, 14)}`
}

export function chargeId({ paymentId }: Sale): string {
  return `ch_${suffixOf(paymentId)}`
}

export function invoiceId({ paymentId }: Sale): string {
  return `in_${suffixOf(paymentId)}`
}

/** What every object of a payment tells alike. */
function shared(sale: Sale) {
  return {
    created: unixSeconds(sale.at),
    currency: sale.currency.toLowerCase(),
    customer: customerId(sale),
    livemode: false,
    metadata: metadataOf(sale),
  }
}

function billingDetails({ email = 'ada@example.com' }: Sale) {
  return { address: { country: 'DE', postal_code: '10115' }, email, name: 'Ada Lovelace', phone: null }
}

export function session(sale: Sale, changes: object = {}): object {
  const amount = minorUnits(sale)
  return {
    id: `cs_test_${suffixOf(sale.paymentId)}`,
    object: 'checkout.session',
    ...shared(sale),
    metadata: { ...metadataOf(sale), ...tokensBought(sale) },
    amount_subtotal: amount,
    amount_total: amount,
    client_reference_id: sale.order ?? null,
    customer_details: billingDetails(sale),
    expires_at: unixSeconds(sale.at) + 86_400,
    invoice: null,
    mode: 'payment',
    payment_intent: sale.paymentId,
    payment_method_types: ['card'],
    payment_status: 'paid',
    status: 'complete',
    subscription: null,
    success_url: 'https://shop.example.com/thanks',
    url: null,
    ...changes,
  }
}

export function intent(sale: Sale, changes: object = {}): object {
  const amount = minorUnits(sale)
  return {
    id: sale.paymentId,
    object: 'payment_intent',
    ...shared(sale),
    amount,
    amount_capturable: 0,
    amount_received: amount,
    capture_method: 'automatic',
    confirmation_method: 'automatic',
    description: null,
    last_payment_error: null,
    latest_charge: chargeId(sale),
    payment_method_types: ['card'],
    receipt_email: null,
    status: 'succeeded',
    ...changes,
  }
}

export function charge(sale: Sale, changes: object = {}): object {
  const amount = minorUnits(sale)
  return {
    id: chargeId(sale),
    object: 'charge',
    ...shared(sale),
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    billing_details: billingDetails(sale),
    captured: true,
    description: null,
    disputed: false,
    failure_code: null,
    outcome: {
      network_status: 'approved_by_network',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: sale.paymentId,
    payment_method_details: { card: { brand: 'visa', last4: '4242' }, type: 'card' },
    receipt_email: null,
    refunded: false,
    status: 'succeeded',
    ...changes,
  }
}

/** `amount_refunded` is all that was refunded so far. */
export function refundedCharge(sale: Sale): object {
  return charge(sale, { amount_refunded: minorUnits(sale), refunded: true })
}

export function refund(sale: Sale, status: 'succeeded' | 'pending' | 'failed'): object {
  return {
    id: `re_${suffixOf(sale.paymentId)}`,
    object: 'refund',
    amount: minorUnits(sale),
    charge: chargeId(sale),
    created: unixSeconds(sale.at),
    currency: sale.currency.toLowerCase(),
    ...(status === 'failed' ? { failure_reason: 'expired_or_canceled_card' } : {}),
    metadata: {},
    payment_intent: sale.paymentId,
    reason: 'requested_by_customer',
    status,
  }
}

export function dispute(sale: Sale, status: 'needs_response' | 'won' | 'lost'): object {
  return {
    id: `dp_${suffixOf(sale.paymentId)}`,
    object: 'dispute',
    amount: minorUnits(sale),
    charge: chargeId(sale),
    created: unixSeconds(sale.at),
    currency: sale.currency.toLowerCase(),
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: sale.paymentId,
    reason: 'fraudulent',
    status,
  }
}
