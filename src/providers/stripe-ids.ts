import type { StatedAmount, StatedMoney } from '../domain/money.ts'
import { formatMinor } from '../domain/money.ts'
import type { Json, JsonObject } from './body.ts'
import { at, idAt, invalidPayload, isObject, NumberText } from './body.ts'
import { amountAt, assetAt, defined } from './fields.ts'
import { impersonalIdAt } from './personal.ts'

/** What a payment is known by: its id, and the other ids a sibling event may name it by alone. */
export interface PaymentIds {
  readonly paymentId: string
  readonly refs?: readonly string[]
}

/**
 * The first id there is, is the payment's; the rest are its other names.
 * @throws FulfilmentError INVALID_PAYLOAD when there is none
 */
export function paymentIds(...candidates: (string | undefined)[]): PaymentIds {
  const [paymentId, ...refs] = new Set(candidates.filter((id) => id !== undefined))
  if (paymentId === undefined) throw invalidPayload('the event names no payment')
  return refs.length === 0 ? { paymentId } : { paymentId, refs }
}

/** The id of another object: plain, or that of the object itself where it was expanded. */
export function referenceAt(body: Json | undefined, ...path: string[]): string | undefined {
  return impersonalIdAt(body, ...expandedPath(body, path))
}

/** As `referenceAt`, but as it was sent: an id of a person, which may be an address. */
export function personAt(body: Json | undefined, ...path: string[]): string | undefined {
  return idAt(body, ...expandedPath(body, path))
}

function expandedPath(body: Json | undefined, path: readonly string[]): readonly string[] {
  return isObject(at(body, ...path)) ? [...path, 'id'] : path
}

/** Minor units from the first of these fields that is filled, in the object's currency. */
export function moneyAt(object: JsonObject, ...names: string[]): StatedMoney {
  const name = names.find((field) => (at(object, field) ?? null) !== null)
  const amount = name === undefined ? undefined : amountAt(object, 'minor', name)
  const asset = assetAt(object, 'currency')
  return defined({ amount: inMajorUnits(amount, asset), asset })
}

/**
 * Stripe's minor units that are not those of ISO 4217, by their decimal places: of ISK and UGX it kept the two they
 * once had, and MGA has none. https://docs.stripe.com/currencies, special cases and zero-decimal currencies.
 */
const OWN_PLACES: ReadonlyMap<string, number> = new Map([
  ['ISK', 2],
  ['UGX', 2],
  ['MGA', 0],
])
const WHOLE = /^(\d+)(?:\.0*)?$/

/** Such an amount in major units, which mean the same to everybody. One that is not whole stays, and is refused as that. */
function inMajorUnits(amount: StatedAmount | undefined, asset = ''): StatedAmount | undefined {
  const places = OWN_PLACES.get(asset)
  const [, minor] = WHOLE.exec(amount?.text ?? '') ?? []
  if (places === undefined || minor === undefined) return amount
  return { text: formatMinor(BigInt(minor), places), unit: 'decimal' }
}

/** The field says that nothing was to be paid. */
export function isZeroAt(object: JsonObject, name: string): boolean {
  const value = at(object, name)
  return value instanceof NumberText && Number(value.text) === 0
}
