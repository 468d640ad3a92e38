import type { JsonObject } from './body.ts'
import { at, isObject, objectsAt, textAt } from './body.ts'
import { defined } from './fields.ts'
import { attributesIn, namesIn } from './metadata.ts'
import { impersonalIdAt } from './personal.ts'
import type { OwnerNames } from './provider.ts'
import { personAt, referenceAt } from './stripe-ids.ts'

/** An object's own metadata over those of the subscription it bills, which both of Stripe's shapes copy beside it. */
export function metadataOf(object: JsonObject): JsonObject {
  const sources = [
    at(object, 'subscription_details', 'metadata'),
    at(object, 'parent', 'subscription_details', 'metadata'),
    at(object, 'metadata'),
  ]
  return Object.assign({}, ...sources.filter(isObject)) as JsonObject
}

export function namesOf(object: JsonObject): OwnerNames {
  return { ...namesIn(metadataOf(object)), ...defined({ customerId: personAt(object, 'customer') }) }
}

const MAIL_ADDRESS = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,189}$/
const MAIL_PATHS = [
  ['billing_details', 'email'],
  ['customer_details', 'email'],
  ['receipt_email'],
  ['customer_email'],
] as const

/** The address mails go to. */
export function contactOf(object: JsonObject): string | undefined {
  for (const path of MAIL_PATHS) {
    const text = textAt(object, ...path)
    if (text !== undefined && MAIL_ADDRESS.test(text)) return text
  }
  return undefined
}

/** What grants match on: plain metadata, and the price and product that were bought. */
export function attributesOf(object: JsonObject): Readonly<Record<string, string>> | undefined {
  const item = itemOf(object)
  const attributes = {
    ...attributesIn(metadataOf(object)),
    ...defined({ price: priceOf(item), product: productOf(item) }),
  }
  return Object.keys(attributes).length === 0 ? undefined : attributes
}

/** Lines of a session, an invoice or a subscription. */
export function linesOf(object: JsonObject): readonly JsonObject[] {
  return ['line_items', 'lines', 'items'].flatMap((name) => objectsAt(object, name, 'data'))
}

/** The line that says what was bought: not one that settles the rest of a period paid before. */
export function itemOf(object: JsonObject): JsonObject | undefined {
  const lines = linesOf(object)
  return lines.find((line) => !isProration(line)) ?? lines.at(-1)
}

function isProration(line: JsonObject): boolean {
  return (
    at(line, 'proration') === true ||
    at(line, 'parent', 'subscription_item_details', 'proration') === true ||
    at(line, 'parent', 'invoice_item_details', 'proration') === true
  )
}

// Since API 2025-03-31 a line has `pricing` where it had `price`, and long ago `plan`.
function priceOf(line: JsonObject | undefined): string | undefined {
  return (
    impersonalIdAt(line, 'pricing', 'price_details', 'price') ??
    impersonalIdAt(line, 'price', 'id') ??
    impersonalIdAt(line, 'plan', 'id')
  )
}

export function productOf(line: JsonObject | undefined): string | undefined {
  return (
    impersonalIdAt(line, 'pricing', 'price_details', 'product') ??
    referenceAt(line, 'price', 'product') ??
    referenceAt(line, 'plan', 'product')
  )
}
