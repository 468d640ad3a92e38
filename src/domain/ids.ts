import { sha256Hex } from './sha256.ts'

/** Kept as it is: short, printable, safe in a URL, and no `@`, so that an address can never be read in an id. */
const PLAIN_PART = /^[A-Za-z0-9._-]{1,100}$/

/**
 * One part of an id. Anything unusual becomes `~` and 32 hex digits of its SHA-256; `~` never occurs in a kept part,
 * so two different parts never meet.
 */
export function idPart(part: string): string {
  const kept = PLAIN_PART.test(part) && part !== '.' && part !== '..'
  return kept ? part : `~${sha256Hex(part).slice(0, 32)}`
}

/** Parts joined by `:`; `/` would break Temporal's HTTP API and every link that is not encoded. */
export function joinId(...parts: string[]): string {
  return parts.map(idPart).join(':')
}

/** The workflow of one event. The same event always has the same id: that is what makes a start idempotent. */
export function workflowIdFor(event: { readonly endpoint: string; readonly eventKey: string }): string {
  return joinId(event.endpoint, event.eventKey)
}

const ASKED = 'catch-up.'

/** Names what a provider's list says of a payment, where the list has no events: no webhook bears it. */
export function askedKeyFor(paymentId: string): string {
  return `${ASKED}${paymentId}`
}

export function isAskedKey(eventKey: string): boolean {
  return eventKey.startsWith(ASKED)
}

/** The settlement of one payment, by the name of its row. */
export function settlementIdFor(payment: { readonly account: string; readonly paymentId: string }): string {
  return joinId('payment', payment.account, payment.paymentId)
}

/** The workflow that keeps the clock of one subscription. */
export function subscriptionIdFor(subscription: {
  readonly account: string
  readonly subscriptionId: string
}): string {
  return joinId('subscription', subscription.account, subscription.subscriptionId)
}

/** The workflow that carries the mint of one payment. */
export function mintIdFor(payment: { readonly account: string; readonly paymentId: string }): string {
  return joinId('mint', payment.account, payment.paymentId)
}

/** The workflow that tells of one occasion in the life of a payment or a subscription. */
export function announcementIdFor(announcement: {
  readonly account: string
  readonly paymentId?: string
  readonly subscriptionId?: string
  readonly occasion: readonly string[]
}): string {
  const { account, paymentId, subscriptionId, occasion } = announcement
  return joinId('announce', account, paymentId ?? subscriptionId ?? '', ...occasion)
}

/** The claimed row of one effect outside the books: `<account>:<paymentId>:<effect>[:<what>]`. Never an attempt, a run or an event. */
export function effectKey(
  payment: { readonly account: string; readonly paymentId: string },
  effect: string,
  ...what: string[]
): string {
  return joinId(payment.account, payment.paymentId, effect, ...what)
}

/** A value for a search attribute: Temporal's SQL visibility stores 255 characters and shows them to every operator. */
export function searchValue(value: string): string {
  return value.split(':').map(idPart).join(':').slice(0, 200)
}
