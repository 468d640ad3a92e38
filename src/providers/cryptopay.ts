import type { StatedMoney } from '../domain/money.ts'
import type { JsonObject } from './body.ts'
import { at } from './body.ts'
import { amountAt, assetAt, defined } from './fields.ts'
import { impersonalIdAt } from './personal.ts'
import type { Provider } from './provider.ts'
import { rawHexSignature, verifyRawHex } from './raw-hex.ts'
import type { Dialect, Reader } from './stripe-envelope.ts'
import { dataObject, translateWith } from './stripe-envelope.ts'
import type { PaymentIds } from './stripe-ids.ts'
import { paymentIds, referenceAt } from './stripe-ids.ts'
import { timestampedSignature } from './timestamped-signature.ts'

const HEADER = 'X-CryptoPay-Signature'

/** An intent names itself; a charge names its intent. */
function idsOf(object: JsonObject): PaymentIds {
  return paymentIds(referenceAt(object, 'payment_intent') ?? impersonalIdAt(object, 'id'))
}

/** An amount that is a number counts minor units; a text is a decimal of the asset. */
function moneyAt(object: JsonObject, ...names: string[]): StatedMoney {
  const name = names.find((field) => (at(object, field) ?? null) !== null)
  const unit = name !== undefined && typeof at(object, name) === 'string' ? 'decimal' : 'minor'
  return defined({
    amount: name === undefined ? undefined : amountAt(object, unit, name),
    asset: assetAt(object, 'currency'),
  })
}

const succeeded: Reader = ({ object }) => ({
  type: 'payment.succeeded',
  ...idsOf(object),
  money: moneyAt(object, 'amount_received', 'amount'),
})
const failed: Reader = ({ object }) => ({ type: 'payment.failed', ...idsOf(object) })
const processing: Reader = ({ object }) => ({ type: 'payment.observed', awaiting: true, ...idsOf(object) })
const observed: Reader = ({ object }) => ({ type: 'payment.observed', ...idsOf(object) })
const refunded: Reader = ({ object }) => ({
  type: 'payment.refunded',
  ...idsOf(object),
  money: moneyAt(object, 'amount_refunded'),
})

const dialect: Dialect = {
  fulfilOn: 'payment_intent',
  objectOf: (data) => dataObject(data) ?? data,
  // The guide's sample body says `payment.…` where its sample code says `payment_intent.…`.
  readers: {
    'payment_intent.succeeded': succeeded,
    'payment.succeeded': succeeded,
    'payment_intent.failed': failed,
    'payment_intent.payment_failed': failed,
    'payment.failed': failed,
    'payment_intent.processing': processing,
    'payment.processing': processing,
    'payment_intent.created': observed,
    'payment.created': observed,
    'payment_intent.amount_capturable_updated': observed,
    'charge.refunded': refunded,
  },
}

const stripeV1 = timestampedSignature(HEADER)

/** CryptoPay: https://www.cryptopays.us/documentation/payments/webhooks. Its scheme is not documented: the operator sets it. */
export const cryptopay: Provider = {
  name: 'cryptopay',
  rejectStatus: 400,
  verify: (raw, headers, secrets, now, settings) =>
    settings.cryptopayScheme === 'raw-hex'
      ? verifyRawHex(raw, headers, HEADER, secrets, now)
      : stripeV1.verify(raw, headers, secrets, now, settings),
  sign: (raw, secret, now, settings, eventId) =>
    settings.cryptopayScheme === 'raw-hex'
      ? { [HEADER]: rawHexSignature(raw, secret) }
      : stripeV1.sign(raw, secret, now, settings, eventId),
  translate: (body, delivery) => translateWith(dialect, body, delivery),
}
