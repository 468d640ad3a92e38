import { randomBytes } from 'node:crypto'
import type { JsonObject } from './body.ts'
import { at, idAt, invalidPayload, isObject } from './body.ts'
import { amountAt, assetAt, defined, timeAt } from './fields.ts'
import { attributesIn, namedWalletAt, namesIn } from './metadata.ts'
import { impersonalIdAt, onChainIdAt } from './personal.ts'
import type { OwnerNames, Provider, TranslatedEvent } from './provider.ts'
import { DEPOSIT, depositPaymentId, gatewayPaymentId, rachEventKey } from './rach-keys.ts'
import { RACH_HEADER, verifyRach } from './rach-signature.ts'
import { rawHexSignature } from './raw-hex.ts'

/** Rach's payment gateway and wallet service: hex HMAC, and no event id. */
export const rach: Provider = {
  name: 'rach',
  rejectStatus: 401,
  // A business sets the secret of its wallet service itself.
  makeSecret: () => randomBytes(32).toString('hex'),
  verify: verifyRach,

  translate(body, { bodySha256 }) {
    const providerType = impersonalIdAt(body, 'event')
    if (providerType === undefined) throw invalidPayload('a Rach event needs event')
    const fields = fieldsOf(providerType, body)
    const eventKey = rachEventKey(providerType, fields, bodySha256)
    return { event: eventOf({ eventKey, providerType }, fields), names: namesOf(fields) }
  },

  sign(raw, secret) {
    return { [RACH_HEADER]: rawHexSignature(raw, secret) }
  },
}

/** Fields stand at the top of the body or in `data`: of deposits the latter counts, of all others the former. */
function fieldsOf(providerType: string, body: JsonObject): JsonObject {
  const data = at(body, 'data')
  if (!isObject(data)) return body
  return providerType === DEPOSIT ? preferring(data, body) : preferring(body, data)
}

function preferring(first: JsonObject, second: JsonObject): JsonObject {
  const stated = Object.entries(first).filter(
    ([name, value]) => value !== null || !Object.hasOwn(second, name),
  )
  return { ...second, ...Object.fromEntries(stated) }
}

function namesOf(fields: JsonObject): OwnerNames {
  const names = namesIn(at(fields, 'metadata'))
  return { ...names, ...defined({ userId: idAt(fields, 'customer_id') }) }
}

interface Common {
  readonly eventKey: string
  readonly providerType: string
}

function eventOf(common: Common, fields: JsonObject): TranslatedEvent {
  switch (common.providerType) {
    case 'payment.confirmed':
      return { ...gatewayOf(common, fields), type: 'payment.succeeded', money: moneyOf(fields) }
    case 'payment.detected':
      return { ...gatewayOf(common, fields), type: 'payment.observed', awaiting: true }
    case 'payment.expired':
      return { ...gatewayOf(common, fields), type: 'checkout.expired' }
    case DEPOSIT:
      return depositOf(common, fields)
    case 'payment.test':
      return { ...common, type: 'ping' }
    default:
      return { ...common, type: 'unknown' }
  }
}

function gatewayOf(common: Common, fields: JsonObject) {
  const paymentId = gatewayPaymentId(fields, common.eventKey)
  const checkout = impersonalIdAt(fields, 'checkout_id')
  const refs = checkout !== undefined && checkout !== paymentId ? [checkout] : undefined
  return {
    ...common,
    paymentId,
    ...transferOf(fields),
    ...defined({ refs, wallet: namedWalletAt(fields, 'metadata', 'wallet') }),
  }
}

function depositOf(common: Common, fields: JsonObject): TranslatedEvent {
  return {
    ...common,
    type: 'deposit.detected',
    paymentId: depositPaymentId(fields, common.eventKey),
    money: moneyOf(fields),
    ...transferOf(fields),
    ...defined({
      customerId: impersonalIdAt(fields, 'customer_id'),
      address: onChainIdAt(fields, 'address'),
      detectedAt: timeAt(fields, 'detected_at'),
    }),
  }
}

/** `timestamp` is left alone: Rach's own sample has it two years away from `paid_at`. */
function transferOf(fields: JsonObject) {
  return defined({
    occurredAt: timeAt(fields, 'paid_at') ?? timeAt(fields, 'detected_at'),
    orderReference: impersonalIdAt(fields, 'reference'),
    network: impersonalIdAt(fields, 'network'),
    txHash: onChainIdAt(fields, 'tx_hash'),
    attributes: attributesIn(at(fields, 'metadata')),
  })
}

function moneyOf(fields: JsonObject) {
  return defined({ amount: amountAt(fields, 'decimal', 'amount'), asset: assetAt(fields, 'currency') })
}
