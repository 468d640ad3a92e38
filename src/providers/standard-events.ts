import type { JsonObject } from './body.ts'
import { invalidPayload, textAt } from './body.ts'
import { amountAt, assetAt, defined, timeAt } from './fields.ts'
import { namedWalletAt, walletAt } from './metadata.ts'
import { impersonalIdAt, onChainIdAt } from './personal.ts'
import type { TranslatedEvent } from './provider.ts'

export interface StandardCommon {
  readonly eventKey: string
  readonly providerType: string
  readonly occurredAt?: string
}

const DISPUTES = ['opened', 'won', 'lost'] as const

/** The event a body of our own types states. The type names are the domain's, so an unlisted one is `unknown`. */
export function standardEvent(common: StandardCommon, data: JsonObject): TranslatedEvent {
  const { providerType: type } = common
  switch (type) {
    case 'payment.pending':
    case 'payment.confirmed':
    case 'payment.succeeded':
      return { ...payment(common, data), type, money: moneyOf(data, 'amount') }
    case 'deposit.detected':
      return { ...payment(common, data), type, money: moneyOf(data, 'amount'), ...depositorOf(data) }
    case 'payment.observed':
    case 'payment.failed':
    case 'checkout.expired':
      return { ...payment(common, data), type }
    case 'payment.refunded':
      return { ...payment(common, data), type, money: moneyOf(data, 'refunded', 'amount') }
    case 'payment.refund_failed':
      return refundFailed(common, data)
    case 'payment.disputed':
      return disputed(common, data)
    case 'reward.recorded':
      return { ...payment(common, data), type, ...rewardOf(data) }
    default:
      return otherEvent(common, data)
  }
}

/** Types that need not name a payment. */
function otherEvent(common: StandardCommon, data: JsonObject): TranslatedEvent {
  const { providerType: type } = common
  switch (type) {
    case 'checkout.completed':
      return { ...about(common, data), ...defined({ paymentId: paymentIdOf(data) }), type }
    case 'subscription.started':
    case 'subscription.renewed':
    case 'subscription.past_due':
    case 'subscription.cancelled':
    case 'subscription.expired':
      return subscriptionEvent(common, data, type)
    case 'ping':
      return { ...common, type }
    default:
      return { ...common, type: 'unknown' }
  }
}

/** Who and where a deposit is of: what tells it from another one of the same amount. */
function depositorOf(data: JsonObject) {
  return defined({ customerId: impersonalIdAt(data, 'user_id'), address: walletAt(data, 'wallet') })
}

/** A reward need not be worth anything. */
function rewardOf(data: JsonObject) {
  const money = moneyOf(data, 'amount')
  return money.amount === undefined ? {} : { money }
}

function refundFailed(common: StandardCommon, data: JsonObject): TranslatedEvent {
  const failed = payment(common, data)
  // One payment may have several refunds that fail: one that is not named is its event.
  const refundId = impersonalIdAt(data, 'refund_id') ?? common.eventKey
  return { ...failed, type: 'payment.refund_failed', refundId, money: moneyOf(data, 'amount', 'refunded') }
}

function disputed(common: StandardCommon, data: JsonObject): TranslatedEvent {
  const about = payment(common, data)
  const disputeId = impersonalIdAt(data, 'dispute_id') ?? about.paymentId
  const status = DISPUTES.find((word) => word === textAt(data, 'dispute'))
  if (status === undefined) throw invalidPayload('a dispute is opened, won or lost')
  return { ...about, type: 'payment.disputed', disputeId, status, money: moneyOf(data, 'amount') }
}

function subscriptionEvent(
  common: StandardCommon,
  data: JsonObject,
  type: Extract<TranslatedEvent['type'], `subscription.${string}`>,
): TranslatedEvent {
  const paymentId = paymentIdOf(data)
  const id = impersonalIdAt(data, 'subscription_id') ?? paymentId
  if (id === undefined) throw invalidPayload(`${type} needs data.subscription_id`)
  const periodEnd = timeAt(data, 'period_end')
  return {
    ...about(common, data),
    ...defined({ paymentId }),
    type,
    subscription: { id, ...defined({ periodEnd }) },
  }
}

function payment(common: StandardCommon, data: JsonObject) {
  const paymentId = paymentIdOf(data)
  if (paymentId === undefined) throw invalidPayload(`${common.providerType} needs data.payment_id`)
  return { ...about(common, data), paymentId }
}

function about(common: StandardCommon, data: JsonObject) {
  const subscriptionId = impersonalIdAt(data, 'subscription_id')
  const periodEnd = timeAt(data, 'period_end')
  return {
    ...common,
    ...defined({
      orderReference: impersonalIdAt(data, 'order_reference'),
      network: impersonalIdAt(data, 'network'),
      txHash: onChainIdAt(data, 'tx_hash'),
      wallet: namedWalletAt(data, 'wallet'),
      subscription:
        subscriptionId === undefined ? undefined : { id: subscriptionId, ...defined({ periodEnd }) },
    }),
  }
}

function paymentIdOf(data: JsonObject): string | undefined {
  return impersonalIdAt(data, 'payment_id')
}

/** The first of the fields that is there: some types have an amount of their own beside the payment's. */
function moneyOf(data: JsonObject, ...fields: readonly [string, ...string[]]) {
  const amount = fields
    .map((field) => amountAt(data, 'decimal', field))
    .find((stated) => stated !== undefined)
  return defined({ amount, asset: assetAt(data, 'currency') })
}
