import type { StatedMoney } from './money.ts'
import type { PaymentEvent } from './payment-event.ts'
import { sha256Hex } from './sha256.ts'

/** Raised when the list of facts changes: events hashed before are then compared by translating them again. */
const VERSION = 1

/**
 * Names what an event states, so that two deliveries under one key can be told apart: its facts, never its bytes and
 * never a time at which something was sent.
 */
export function eventHash(event: PaymentEvent): string {
  return `${VERSION}:${sha256Hex(JSON.stringify(factsOf(event)))}`
}

/** A list, so that the order is fixed; an absent fact is null. */
function factsOf(event: PaymentEvent): readonly unknown[] {
  const money = 'money' in event ? (event.money ?? {}) : {}
  return [
    event.type,
    event.paymentId ?? null,
    amountOf(money),
    money.asset ?? null,
    event.orderReference ?? null,
    event.type === 'payment.refund_failed' ? event.refundId : null,
    ...(event.type === 'payment.disputed' ? [event.disputeId, event.status] : [null, null]),
    event.subscription?.id ?? null,
    event.subscription?.periodEnd ?? null,
  ]
}

/** `10.0` and `10.00` are one amount. */
function amountOf({ amount }: StatedMoney): string | null {
  if (amount === undefined) return null
  const [, whole, fraction = ''] = /^0*(\d+)(?:\.(\d*?)0*)?$/.exec(amount.text) ?? []
  const text = whole === undefined ? amount.text : `${whole}.${fraction}`
  return `${amount.unit} ${text}`
}
