import type { Problem } from './errors.ts'
import type { RegisteredOrder } from './fold-money.ts'
import type { PaymentState } from './fold-payment.ts'
import { compareMoments } from './moment.ts'

export const ORDER_STATUSES = [
  'pending',
  'failed',
  'expired',
  'paid',
  'partially_refunded',
  'refunded',
  'disputed',
  'charged_back',
] as const

/** Where an order stands; computed from the facts of its payment, never set. */
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** What stating a fact did to the books. */
export interface StatedBooks {
  readonly account: string
  /** Of the payment the fact was found to belong to: refs may have joined it to an older one. */
  readonly paymentId: string
  /** Who is credited; null while nobody is named and no money is known. */
  readonly owner: string | null
  readonly orderReference: string | null
  readonly orderStatus: OrderStatus
  /** How often the money came: 2 once it was gone and mined again. */
  readonly generation: number
  /** The transfer that was posted; null when the books already said so. */
  readonly transferId: string | null
  /** What this event made visible and a person must look at; the rest has been applied. */
  readonly problems: readonly Problem[]
  /** The event is finished: nothing follows and nothing is wrong. */
  readonly finished: boolean
}

type BookKind = 'available' | 'pending' | 'held' | 'minted' | 'clearing'

/** One line of the books of one payment. Its lines sum to zero. */
export interface BookLine {
  readonly owner: string
  readonly asset: string
  readonly kind: BookKind
  readonly amount: bigint
}

/** Tokens that stand as minted for a payment. */
export interface StandingMint {
  readonly chainId: number
  /** Lower case. */
  readonly wallet: string
  readonly asset: string
  readonly amount: bigint
}

/**
 * What the books must say of a payment. This is the specification: `ledger.books_of` posts the difference to it, and a
 * property test compares the two.
 */
export function booksOf(payment: PaymentState, mints: readonly StandingMint[] = []): readonly BookLine[] {
  return [...creditOf(payment), ...mints.flatMap(mintLines)]
}

function mintLines({ chainId, wallet, asset, amount }: StandingMint): readonly BookLine[] {
  return [
    { owner: `wallet:${wallet}`, asset, kind: 'minted', amount },
    { owner: `sys:chain:${chainId}`, asset, kind: 'clearing', amount: -amount },
  ]
}

function creditOf(payment: PaymentState): readonly BookLine[] {
  const { account, owner, money, paid, settled, returned, held } = payment
  if (money?.asset === undefined || money.value !== 'credit') return []
  const { asset } = money
  const left = paid - returned
  const lines: readonly BookLine[] = [
    { owner, asset, kind: settled ? 'available' : 'pending', amount: left - held },
    { owner, asset, kind: 'held', amount: held },
    { owner: `sys:${account}`, asset, kind: 'clearing', amount: -left },
  ]
  return lines.filter(({ amount }) => amount !== 0n)
}

/** Where one payment stands, in the words of orders. */
export function statusOf({ paid, returned, returns, money, outcome }: PaymentState): OrderStatus {
  if (paid === 0n) return money?.state === 'gone' ? 'pending' : (outcome?.outcome ?? 'pending')
  if (returns.disputesOpen > 0n) return 'disputed'
  if (returns.disputesLost > 0n) return 'charged_back'
  if (returned === paid) return 'refunded'
  return returned > 0n ? 'partially_refunded' : 'paid'
}

/** The payment that pays an order: the earliest that is there and matches what was registered. */
export function leadOf(payments: readonly PaymentState[], order?: RegisteredOrder): PaymentState | undefined {
  return payments.filter((payment) => matches(payment, order)).sort(byPaidSince)[0]
}

/** Where an order stands: with the payment that pays it, else with the last word on those that did not. */
export function orderStatusOf(payments: readonly PaymentState[], order?: RegisteredOrder): OrderStatus {
  const lead = leadOf(payments, order)
  if (lead !== undefined) return statusOf(lead)
  if (payments.some(({ money }) => money?.state === 'gone')) return 'pending'
  const last = payments.flatMap(({ outcome }) => outcome ?? []).sort(compareMoments)
  return last.at(-1)?.outcome ?? 'pending'
}

function matches({ paid, money }: PaymentState, order: RegisteredOrder | undefined): boolean {
  if (paid === 0n) return false
  return order === undefined || (money?.amount === order.amount && money.asset === order.asset)
}

function byPaidSince(a: PaymentState, b: PaymentState): number {
  if (a.paidSince === undefined || b.paidSince === undefined) return 0
  return compareMoments(a.paidSince, b.paidSince)
}
