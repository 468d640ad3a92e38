import type { OrderStatus } from '../domain/books.ts'
import type { SubscriptionStatus } from '../domain/subscription-due.ts'
import type { DeliverEffect, Topic } from '../domain/telling.ts'
import { DELIVERY } from './body.ts'

/** What the books say of a payment now. Amounts are minor units, as text. */
export interface ToldPayment {
  readonly paymentId: string
  readonly status: OrderStatus
  readonly settled: boolean
  readonly generation: number
  readonly amount: string | null
  readonly asset: string | null
  readonly scale: number | null
  /** What came and stands; `refunded` of it went back. */
  readonly paid: string
  readonly refunded: string
  readonly owner: string | null
  readonly orderReference: string | null
  readonly network: string | null
  readonly txHash: string | null
  /** Missing until its tokens are there. */
  readonly mint?: { readonly txHash: string | null }
}

/** A subscription as it stands now. Times are ISO-8601. */
export interface ToldSubscription {
  readonly subscriptionId: string
  readonly status: SubscriptionStatus
  readonly product: string
  readonly owner: string
  readonly currentPeriodEnd: string | null
  readonly cancelAtPeriodEnd: boolean
  readonly access: { readonly from: string; readonly until: string } | null
}

/** What a message is about: the one or the other. */
export type ToldOf =
  | { readonly payment: ToldPayment; readonly subscription?: undefined }
  | { readonly subscription: ToldSubscription; readonly payment?: undefined }

/** What a delivery is asked to tell, and of what. */
export interface DeliveryRequest {
  readonly account: string
  readonly paymentId?: string
  readonly subscriptionId?: string
  /** When it became so; ISO-8601 UTC. */
  readonly at: string
  readonly telling: DeliverEffect
}

/** The text that is signed and sent. Whatever breaks the published schema is not sent. */
export function compose(
  { account, at, telling: { topic, what = [] } }: DeliveryRequest,
  { payment, subscription }: ToldOf,
  sequence: number,
): string {
  const data = {
    account,
    sequence,
    ...(payment === undefined ? {} : { payment: { id: payment.paymentId, ...payment } }),
    ...(subscription === undefined
      ? {}
      : { subscription: { id: subscription.subscriptionId, ...subscription } }),
    ...particulars(topic, what, payment),
  }
  return JSON.stringify(DELIVERY.parse({ type: topic, timestamp: new Date(at).toISOString(), data }))
}

/** The text of a test event. */
export function composePing(now: Date): string {
  return JSON.stringify(DELIVERY.parse({ type: 'ping', timestamp: now.toISOString(), data: {} }))
}

/** Why there is nothing to tell any more; undefined: it is still so. */
export function outdatedBy(topic: Topic, payment: ToldPayment): string | undefined {
  const { paid, refunded, settled, mint } = payment
  const stands = paid !== '0'
  switch (topic) {
    case 'order.paid':
    case 'deposit.credited':
      return BigInt(paid) > BigInt(refunded) ? undefined : 'nothing is left of the payment'
    case 'payment.settled':
      return stands && settled ? undefined : 'the payment is not settled any more'
    case 'payment.restored':
      return stands ? undefined : 'the money is gone again'
    case 'payment.reversed':
      return stands ? 'the money is back' : undefined
    case 'tokens.minted':
      return mint === undefined ? 'nothing was minted' : undefined
    case 'order.expired':
    case 'payment.failed':
    case 'payment.refunded':
    case 'payment.refund_failed':
    case 'payment.disputed':
    case 'purchase.recorded':
    case 'reward.recorded':
    case 'subscription.started':
    case 'subscription.renewed':
    case 'subscription.past_due':
    case 'subscription.cancelled':
    case 'subscription.expired':
      return undefined
  }
}

/** What a topic tells beside the payment; the words of `what` are those of src/domain/plan-tellings.ts. */
function particulars(topic: Topic, [first, second]: readonly string[], payment: ToldPayment | undefined) {
  if (topic === 'payment.refunded')
    return { refund: { total: first !== undefined && /^\d+$/.test(first) ? first : null } }
  if (topic === 'payment.refund_failed') return { refund: { id: first } }
  if (topic === 'payment.disputed') return { dispute: { id: first, status: second } }
  if (topic === 'tokens.minted') return { mint: payment?.mint }
  return {}
}
