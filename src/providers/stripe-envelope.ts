import type { FulfilOn } from '../domain/policy.ts'
import type { JsonObject } from './body.ts'
import { at, invalidPayload, isObject } from './body.ts'
import { booleanAt, defined, timeAt } from './fields.ts'
import { namedWalletAt, orderReferenceIn } from './metadata.ts'
import { impersonalIdAt } from './personal.ts'
import type { Delivery, TranslatedEvent, Translation } from './provider.ts'
import { attributesOf, contactOf, metadataOf, namesOf } from './stripe-purchase.ts'

/** The object an event of Stripe's shape is about, and how to take it. */
export interface Opened {
  readonly object: JsonObject
  /** The fields an update changed, as they were before it. */
  readonly before: JsonObject
  /** Which sibling event fulfils a payment at this endpoint. */
  readonly fulfilOn: FulfilOn
}

type Shared =
  | 'eventKey'
  | 'providerType'
  | 'occurredAt'
  | 'livemode'
  | 'wallet'
  | 'attributes'
  | 'orderReference'
type WithoutShared<T> = T extends unknown ? Omit<T, Shared> : never

/** What one type of event states, without what is read alike from all of them. */
export type Stated = WithoutShared<TranslatedEvent>

/** Reads the object of one type of event. */
export type Reader = (opened: Opened) => Stated

/** What tells one provider of Stripe's shape from another. */
export interface Dialect {
  /** By the provider's own name of the type. */
  readonly readers: Readonly<Record<string, Reader>>
  /** Which event fulfils where the policy does not say. */
  readonly fulfilOn: FulfilOn
  readonly objectOf: (data: JsonObject) => JsonObject | undefined
  /** Where an order is named when the metadata do not. */
  readonly orderReferenceOf?: (object: JsonObject) => string | undefined
}

/** The object of an event that always has it in `data.object`. */
export function dataObject(data: JsonObject): JsonObject | undefined {
  const object = at(data, 'object')
  return isObject(object) ? object : undefined
}

/**
 * Opens an event of Stripe's shape, `{id, type, created, livemode, data}`, and has its object read.
 * @throws FulfilmentError INVALID_PAYLOAD when it has no id, type or data, or its object names no payment
 */
export function translateWith(dialect: Dialect, body: JsonObject, delivery: Delivery): Translation {
  const providerType = required(impersonalIdAt(body, 'type'), 'type')
  const envelope = {
    eventKey: required(impersonalIdAt(body, 'id'), 'id'),
    providerType,
    ...defined({ occurredAt: timeAt(body, 'created'), livemode: booleanAt(body, 'livemode') }),
  }
  const data = required(objectAt(body, 'data'), 'data')
  const reader = Object.hasOwn(dialect.readers, providerType) ? dialect.readers[providerType] : undefined
  if (reader === undefined) return { event: { ...envelope, type: 'unknown' }, names: {} }
  const object = required(dialect.objectOf(data), 'data')
  const before = objectAt(data, 'previous_attributes') ?? {}
  const stated = reader({ object, before, fulfilOn: delivery.fulfilOn ?? dialect.fulfilOn })
  return {
    event: { ...envelope, ...purchaseOf(dialect, object), ...stated },
    names: namesOf(object),
    ...defined({ contact: contactOf(object) }),
  }
}

function purchaseOf(
  dialect: Dialect,
  object: JsonObject,
): Pick<TranslatedEvent, 'orderReference' | 'wallet' | 'attributes'> {
  return defined({
    orderReference: orderReferenceIn(metadataOf(object)) ?? dialect.orderReferenceOf?.(object),
    wallet: namedWalletAt(metadataOf(object), 'wallet'),
    attributes: attributesOf(object),
  })
}

function objectAt(body: JsonObject, name: string): JsonObject | undefined {
  const value = at(body, name)
  return isObject(value) ? value : undefined
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw invalidPayload(`the event has no ${name}`)
  return value
}
