import type { Pool } from 'pg'
import type { StatedBooks } from '../domain/books.ts'
import type { Statement } from '../domain/fact.ts'
import { type Access, readAccess } from './access.ts'
import { type Balances, readBalances } from './balances.ts'
import { type Customer, readCustomer } from './customers.ts'
import { type Drift, readDrift } from './drift.ts'
import {
  type ClaimedEffect,
  claimEffect,
  claimSubscriptionEffect,
  type EffectClaim,
  type EffectEnd,
  finishEffect,
  type SubscriptionEffectClaim,
} from './effects.ts'
import { type FeedCursor, moveFeed, readFeed } from './feeds.ts'
import { findPayment } from './find-payment.ts'
import { type Minted, type MintStatement, readMinted, stateMint } from './mints.ts'
import { type Order, type OrderRegistration, readOrder, readOrderContact, registerOrder } from './orders.ts'
import { type PaymentView, readPayment } from './payments.ts'
import { readSettlement, type Settlement } from './settlement.ts'
import { readSighting, type Sighting } from './sighting.ts'
import { type StateFactOptions, stateFact } from './state-fact.ts'
import { createSubscriptions, type Subscriptions } from './subscriptions.ts'

/** The books. Every method may throw FulfilmentError LEDGER_UNAVAILABLE (retryable). */
export interface Ledger {
  /**
   * States one fact, and posts what it changes: once, however often it is stated. One round trip.
   * @throws FulfilmentError EFFECT_CONFLICT, INVALID_AMOUNT, INVALID_PAYLOAD, ORDER_NOT_FOUND, DEPOSIT_AMBIGUOUS: nothing
   * was applied; EVENT_AMENDED (retryable): the statement must be planned anew
   */
  stateFact(statement: Statement, options: StateFactOptions): Promise<StatedBooks>
  /**
   * Claims an effect outside the books, before it is done: for one event, which may claim it again after a crash.
   * @throws FulfilmentError of a mint: EFFECT_CONFLICT (the payment is credited, or other content was claimed),
   * REFUND_OF_MINTED (not claimed yet, and refunded or disputed): nothing was claimed
   */
  claimEffect(claim: EffectClaim): Promise<ClaimedEffect>
  /** The same, of what is told about a subscription. */
  claimSubscriptionEffect(claim: SubscriptionEffectClaim): Promise<ClaimedEffect>
  /** Marks a claimed effect, by its key. What is done stays done, with its first result. */
  finishEffect(key: string, state: EffectEnd['state'], result: EffectEnd['result']): Promise<void>
  /** States where a mint stands on chain, and posts what it changes. */
  stateMint(mint: MintStatement): Promise<void>
  /** What stands as minted on a chain, by the entries. */
  minted(chainId: number): Promise<readonly Minted[]>
  /** How far the feed of that name was read; undefined before the first time. */
  readFeed(name: string): Promise<FeedCursor | undefined>
  /** Only ever forward. */
  moveFeed(name: string, cursor: FeedCursor): Promise<void>
  /**
   * Registers an order, or changes it while nothing is paid.
   * @throws FulfilmentError ORDER_ALREADY_PAID (by another amount), EFFECT_CONFLICT
   */
  registerOrder(registration: OrderRegistration): Promise<Order>
  /** An owner nobody has heard of has no balances. */
  balances(owner: string): Promise<Balances>
  order(account: string, reference: string): Promise<Order | null>
  /** Where mails about an order go: sealed for `order:<account>:<reference>`. */
  orderContact(account: string, reference: string): Promise<Buffer | null>
  /** By any of the payment's names. */
  payment(account: string, ref: string): Promise<PaymentView | null>
  /** By any of the payment's names. */
  settlement(account: string, ref: string): Promise<Settlement | null>
  /** By any of the payment's names; null while nobody spoke of money. */
  sighting(account: string, ref: string): Promise<Sighting | null>
  /** By the parts of an id that name it. */
  findPayment(
    accountPart: string,
    paymentPart: string,
  ): Promise<{ readonly account: string; readonly paymentId: string } | null>
  access(owner: string): Promise<readonly Access[]>
  readonly subscriptions: Subscriptions
  /** Null: no payment ever belonged to that owner. */
  customer(owner: string): Promise<Customer | null>
  /** Empty, unless the books are broken. */
  drift(): Promise<readonly Drift[]>
}

export function createLedger(pool: Pool): Ledger {
  return {
    stateFact: (statement, options) => stateFact(pool, statement, options),
    claimEffect: (claim) => claimEffect(pool, claim),
    claimSubscriptionEffect: (claim) => claimSubscriptionEffect(pool, claim),
    finishEffect: (key, state, result) => finishEffect(pool, key, { state, result }),
    stateMint: (mint) => stateMint(pool, mint),
    minted: (chainId) => readMinted(pool, chainId),
    readFeed: (name) => readFeed(pool, name),
    moveFeed: (name, cursor) => moveFeed(pool, name, cursor),
    registerOrder: (registration) => registerOrder(pool, registration),
    balances: (owner) => readBalances(pool, owner),
    order: (account, reference) => readOrder(pool, account, reference),
    orderContact: (account, reference) => readOrderContact(pool, account, reference),
    payment: (account, ref) => readPayment(pool, account, ref),
    settlement: (account, ref) => readSettlement(pool, account, ref),
    sighting: (account, ref) => readSighting(pool, account, ref),
    findPayment: (accountPart, paymentPart) => findPayment(pool, accountPart, paymentPart),
    access: (owner) => readAccess(pool, owner),
    subscriptions: createSubscriptions(pool),
    customer: (owner) => readCustomer(pool, owner),
    drift: () => readDrift(pool),
  }
}
