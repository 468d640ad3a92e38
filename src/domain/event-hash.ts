import type { StatedMoney } from './money.ts'
import type { PaymentEvent } from './payment-event.ts'
import { sha256Hex } from './sha256.ts'

/** Raised when the list of facts changes: events hashed before are then compared by translating them again. */
const VERSION = 1

/** The fixed list, in the order it is hashed in. */
const FACTS = [
  'type',
  'payment',
  'amount',
  'asset',
  'order',
  'refund',
  'dispute',
  'dispute status',
  'subscription',
  'period',
] as const

/**
 * Names what an event states, so that two deliveries under one key can be told apart: its facts, never its bytes and
 * never a time at which something was sent.
 */
export function eventHash(event: PaymentEvent): string {
  const facts = factsOf(event)
  const values = FACTS.map((name) => facts[name] ?? null)
  return `${VERSION}:${sha256Hex(JSON.stringify(values))}`
}

/** Names the facts on which two events do not agree. */
export function differingFacts(one: PaymentEvent, other: PaymentEvent): readonly (typeof FACTS)[number][] {
  const [facts, others] = [factsOf(one), factsOf(other)]
  return FACTS.filter((name) => facts[name] !== others[name])
}

/** A fact on which two events do not agree, and what each says of it. */
export interface Difference {
  readonly fact: string
  readonly one: string | null
  readonly other: string | null
}

export function differencesOf(one: PaymentEvent, other: PaymentEvent): readonly Difference[] {
  const [facts, others] = [factsOf(one), factsOf(other)]
  return differingFacts(one, other).map((fact) => ({
    fact,
    one: facts[fact] ?? null,
    other: others[fact] ?? null,
  }))
}

function factsOf(event: PaymentEvent): Readonly<Record<(typeof FACTS)[number], string | undefined>> {
  const money = 'money' in event ? (event.money ?? {}) : {}
  const dispute = event.type === 'payment.disputed' ? event : undefined
  return {
    type: event.type,
    payment: event.paymentId,
    amount: amountOf(money),
    asset: money.asset,
    order: event.orderReference,
    refund: event.type === 'payment.refund_failed' ? event.refundId : undefined,
    dispute: dispute?.disputeId,
    'dispute status': dispute?.status,
    subscription: event.subscription?.id,
    period: event.subscription?.periodEnd,
  }
}

/** `10.0` and `10.00` are one amount. */
function amountOf({ amount }: StatedMoney): string | undefined {
  if (amount === undefined) return undefined
  const [, whole, fraction = ''] = /^0*(\d+)(?:\.(\d*?)0*)?$/.exec(amount.text) ?? []
  const text = whole === undefined ? amount.text : `${whole}.${fraction}`
  return `${amount.unit} ${text}`
}
