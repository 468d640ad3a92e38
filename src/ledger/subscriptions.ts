import type { Pool } from 'pg'
import type { SubscriptionName, SubscriptionStatement } from '../domain/subscription-fact.ts'
import {
  findSubscription,
  markTold,
  readSubscription,
  type SubscriptionView,
  subscriptionOfPayment,
} from './read-subscription.ts'
import {
  lookAtSubscription,
  type Subscription,
  type SubscriptionOptions,
  stateSubscription,
} from './state-subscription.ts'

/** Subscriptions, and the access they give. Every method may throw FulfilmentError LEDGER_UNAVAILABLE (retryable). */
export interface Subscriptions {
  /**
   * States one fact: state and access become what all facts say, however often and in whatever order they are stated.
   * @throws FulfilmentError INVALID_PAYLOAD: nothing was kept
   */
  state(statement: SubscriptionStatement, options: SubscriptionOptions): Promise<Subscription>
  /** The same without news; null where nobody has heard of it. */
  look(name: SubscriptionName, options: SubscriptionOptions): Promise<Subscription | null>
  read(account: string, subscriptionId: string): Promise<SubscriptionView | null>
  /** By the parts of an id that name it. */
  find(accountPart: string, subscriptionPart: string): Promise<SubscriptionName | null>
  /** What a payment, by any of its names, came for. */
  ofPayment(account: string, paymentRef: string): Promise<SubscriptionName | null>
  markTold(name: SubscriptionName, told: readonly string[]): Promise<void>
}

export function createSubscriptions(pool: Pool): Subscriptions {
  return {
    state: (statement, options) => stateSubscription(pool, statement, options),
    look: (name, options) => lookAtSubscription(pool, name, options),
    read: (account, subscriptionId) => readSubscription(pool, account, subscriptionId),
    find: (accountPart, subscriptionPart) => findSubscription(pool, accountPart, subscriptionPart),
    ofPayment: (account, paymentRef) => subscriptionOfPayment(pool, account, paymentRef),
    markTold: (name, told) => markTold(pool, name, told),
  }
}
