import type { Json, JsonObject } from './body.ts'
import { at, invalidPayload, isObject, textAt } from './body.ts'
import { amountAt, assetAt, defined, timeAt } from './fields.ts'
import { attributesIn, namedWalletAt, namesIn, orderReferenceIn } from './metadata.ts'
import { impersonalIdAt } from './personal.ts'
import type { Provider, TranslatedEvent } from './provider.ts'
import { rawHexSignature, verifyRawHex } from './raw-hex.ts'

const HEADER = 'X-CC-Webhook-Signature'

/** LlamaPay charges and subscriptions: hex HMAC of the raw body; the event is inside an envelope. */
export const llamapay: Provider = {
  name: 'llamapay',
  rejectStatus: 401,

  verify(raw, headers, secrets, now) {
    return verifyRawHex(raw, headers, HEADER, secrets, now)
  },

  translate(body) {
    const envelope = at(body, 'event')
    const eventKey = impersonalIdAt(envelope, 'id')
    const providerType = impersonalIdAt(envelope, 'type')
    const data = at(envelope, 'data')
    if (eventKey === undefined || providerType === undefined || !isObject(data)) {
      throw invalidPayload('a LlamaPay event needs event.id, event.type and event.data')
    }
    const common = { eventKey, providerType, ...defined({ occurredAt: timeAt(envelope, 'created_at') }) }
    return { event: eventOf(common, data), names: namesIn(at(data, 'metadata')) }
  },

  sign(raw, secret) {
    return { [HEADER]: rawHexSignature(raw, secret) }
  },
}

interface Common {
  readonly eventKey: string
  readonly providerType: string
  readonly occurredAt?: string
}

function eventOf(common: Common, data: JsonObject): TranslatedEvent {
  switch (common.providerType) {
    case 'charge:pending':
      return { ...common, ...chargeOf(data), type: 'payment.pending' }
    case 'charge:confirmed':
      return { ...common, ...chargeOf(data), type: 'payment.confirmed' }
    case 'subscription:expired':
      return { ...common, type: 'subscription.expired', ...expiredOf(data) }
    default:
      return { ...common, type: 'unknown' }
  }
}

function chargeOf(data: JsonObject) {
  const paymentId = paymentIdOf(data)
  const metadata = at(data, 'metadata')
  return {
    paymentId,
    money: moneyOf(at(data, 'pricing', 'local')),
    ...defined({
      subscription: textAt(data, 'pricing_type') === 'subscription' ? { id: paymentId } : undefined,
      orderReference: orderReferenceIn(metadata),
      wallet: namedWalletAt(metadata, 'wallet'),
      attributes: attributesIn(metadata),
    }),
  }
}

/** A subscription is known by the payment that opened it. */
function expiredOf(data: JsonObject) {
  const paymentId = paymentIdOf(data)
  return { paymentId, subscription: { id: paymentId } }
}

function paymentIdOf(data: JsonObject): string {
  const id = impersonalIdAt(data, 'id')
  if (id === undefined) throw invalidPayload('a LlamaPay event needs event.data.id')
  return id
}

/** Absent where the payer chooses the amount (`pricing_type: no_price`). */
function moneyOf(local: Json | undefined) {
  return defined({ amount: amountAt(local, 'decimal', 'amount'), asset: assetAt(local, 'currency') })
}
