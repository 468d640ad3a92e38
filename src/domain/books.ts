import type { Problem } from './errors.ts'

/** Where an order stands; computed from the facts of its payment, never set. */
export type OrderStatus =
  | 'pending'
  | 'failed'
  | 'expired'
  | 'paid'
  | 'partially_refunded'
  | 'refunded'
  | 'disputed'
  | 'charged_back'

/** What stating a fact did to the books. */
export interface StatedBooks {
  readonly account: string
  /** Of the payment the fact was found to belong to: refs may have joined it to an older one. */
  readonly paymentId: string
  readonly owner: string | null
  readonly orderStatus: OrderStatus
  /** The transfer that was posted; null when the books already said so. */
  readonly transferId: string | null
  /** What this event made visible and a person must look at; the rest has been applied. */
  readonly problems: readonly Problem[]
  /** The event is finished: nothing follows and nothing is wrong. */
  readonly finished: boolean
}
