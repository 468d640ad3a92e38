import type { Pool } from 'pg'
import type { StatedBooks } from '../domain/books.ts'
import type { Statement } from '../domain/fact.ts'
import { type Access, readAccess } from './access.ts'
import { type Balances, readBalances } from './balances.ts'
import { type Drift, readDrift } from './drift.ts'
import { type Order, type OrderRegistration, readOrder, registerOrder } from './orders.ts'
import { type PaymentView, readPayment } from './payments.ts'
import { type StateFactOptions, stateFact } from './state-fact.ts'

/** The books. Every method may throw FulfilmentError LEDGER_UNAVAILABLE (retryable). */
export interface Ledger {
  /**
   * States one fact, and posts what it changes: once, however often it is stated. One round trip.
   * @throws FulfilmentError EFFECT_CONFLICT, INVALID_AMOUNT, INVALID_PAYLOAD, ORDER_NOT_FOUND, DEPOSIT_AMBIGUOUS: nothing
   * was applied; EVENT_AMENDED (retryable): the statement must be planned anew
   */
  stateFact(statement: Statement, options: StateFactOptions): Promise<StatedBooks>
  /**
   * Registers an order, or changes it while nothing is paid.
   * @throws FulfilmentError ORDER_ALREADY_PAID (by another amount), EFFECT_CONFLICT
   */
  registerOrder(registration: OrderRegistration): Promise<Order>
  /** An owner nobody has heard of has no balances. */
  balances(owner: string): Promise<Balances>
  order(account: string, reference: string): Promise<Order | null>
  /** By any of the payment's names. */
  payment(account: string, ref: string): Promise<PaymentView | null>
  access(owner: string): Promise<readonly Access[]>
  /** Empty, unless the books are broken. */
  drift(): Promise<readonly Drift[]>
}

export function createLedger(pool: Pool): Ledger {
  return {
    stateFact: (statement, options) => stateFact(pool, statement, options),
    registerOrder: (registration) => registerOrder(pool, registration),
    balances: (owner) => readBalances(pool, owner),
    order: (account, reference) => readOrder(pool, account, reference),
    payment: (account, ref) => readPayment(pool, account, ref),
    access: (owner) => readAccess(pool, owner),
    drift: () => readDrift(pool),
  }
}
