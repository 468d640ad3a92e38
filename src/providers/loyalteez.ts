import type { JsonObject } from './body.ts'
import { at, idAt, invalidPayload, isObject } from './body.ts'
import { amountAt, defined, timeAt } from './fields.ts'
import { attributesIn, namesIn, orderReferenceIn, walletAt } from './metadata.ts'
import { impersonalIdAt } from './personal.ts'
import type { OwnerNames, Provider, TranslatedEvent } from './provider.ts'
import { matchRawHex, rawHexSignature } from './raw-hex.ts'
import { refused, singleHeader } from './signature.ts'

const HEADER = 'X-Loyalteez-Signature'
/** Loyalteez may write its signature as it writes Stripe's secrets. Its own secrets are used whole. */
const SIGNATURE_PREFIX = /^whsec_/
/** All rewards are counted in Loyalteez's own token. */
const ASSET = 'LTZ'

/** Whose tokens an event is about: `given` to the person, or `spent` by them, which is not money in. */
const REWARDS: ReadonlyMap<string, 'given' | 'spent'> = new Map([
  ['reward.distributed', 'given'],
  ['streak.milestone', 'given'],
  ['achievement.unlocked', 'given'],
  ['perk.redeemed', 'spent'],
])

/** Loyalteez events: hex HMAC of the raw body, no timestamp. */
export const loyalteez: Provider = {
  name: 'loyalteez',
  rejectStatus: 401,

  verify(raw, headers, secrets, now) {
    const header = singleHeader(headers, HEADER.toLowerCase())
    if ('refusal' in header) return refused(header.refusal)
    return matchRawHex(raw, header.value.replace(SIGNATURE_PREFIX, ''), secrets, now)
  },

  translate(body) {
    const eventKey = impersonalIdAt(body, 'id')
    const providerType = impersonalIdAt(body, 'type')
    const data = at(body, 'data')
    if (eventKey === undefined || providerType === undefined || !isObject(data)) {
      throw invalidPayload('a Loyalteez event needs id, type and data')
    }
    const occurredAt = timeAt(body, 'created')
    const names = namesOf(data)
    const event = eventOf({ eventKey, providerType, ...defined({ occurredAt }) }, data, names)
    return { event, names, ...defined({ contact: idAt(data, 'user_email') }) }
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

function eventOf(common: Common, data: JsonObject, names: OwnerNames): TranslatedEvent {
  const reward = REWARDS.get(common.providerType)
  if (reward === undefined) return { ...common, type: 'unknown' }
  const metadata = at(data, 'metadata')
  const amount = reward === 'given' ? amountAt(data, 'decimal', 'amount') : undefined
  return {
    ...common,
    type: 'reward.recorded',
    paymentId: common.eventKey,
    ...defined({
      money: amount === undefined ? undefined : { amount, asset: ASSET },
      wallet: names.wallet,
      orderReference: orderReferenceIn(metadata),
      attributes: attributesIn(metadata),
    }),
  }
}

function namesOf(data: JsonObject): OwnerNames {
  const wallet = walletAt(data, 'wallet') ?? walletAt(data, 'user_address')
  return { ...namesIn(at(data, 'metadata')), ...defined({ wallet }) }
}
