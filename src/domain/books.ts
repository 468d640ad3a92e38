import type { Problem } from './errors.ts'

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
