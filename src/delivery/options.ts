import type { Line } from './call.ts'
import type { ToldPayment, ToldSubscription } from './compose.ts'
import type { Schedule } from './schedule.ts'
import type { DeliveryStore } from './store.ts'

/** `disabled`: the app is called no more from now on. `left-out`: it was not told this, and will not be. */
export interface Trouble {
  readonly kind: 'disabled' | 'left-out'
  readonly at: Date
  readonly text: string
}

/** What deliveries are made with. */
export interface DeliveryOptions extends Line {
  readonly store: DeliveryStore
  /** What the books say of a payment now. */
  readonly payment: (account: string, paymentId: string) => Promise<ToldPayment | undefined>
  readonly subscription: (account: string, subscriptionId: string) => Promise<ToldSubscription | undefined>
  readonly schedule: Schedule
  /** Told what an operator should know of and no park shows. Never rejects. */
  readonly onTrouble?: (trouble: Trouble) => Promise<void>
}
