import { idPart } from '../domain/ids.ts'
import type { JsonObject } from './body.ts'
import { textAt } from './body.ts'
import { impersonalIdAt, onChainIdAt } from './personal.ts'

export const DEPOSIT = 'wallet.deposit.detected'

const PLAIN_AMOUNT = /^[\w.+-]{1,100}$/

/**
 * Rach sends no event id: the key is composed of what names the event, and is the body's digest when nothing does.
 * A deposit is named by its detection first: one session may see several.
 */
export function rachEventKey(event: string, fields: JsonObject, bodySha256: string): string {
  const session = bySession(event, fields)
  const detection = byDetection(event, fields)
  return (event === DEPOSIT ? (detection ?? session) : (session ?? detection)) ?? bodySha256
}

function bySession(event: string, fields: JsonObject): string | undefined {
  const session = rachSession(fields)
  return session === undefined ? undefined : `${event}-${session}`
}

/** One poll of Rach's may see two deposits of a customer: whatever tells them apart is in the key. */
function byDetection(event: string, fields: JsonObject): string | undefined {
  const customer = impersonalIdAt(fields, 'customer_id')
  const detectedAt = impersonalIdAt(fields, 'detected_at')
  if (customer === undefined || detectedAt === undefined) return undefined
  return present(event, customer, detectedAt, ...transferParts(fields)).join('-')
}

/** The checkout a gateway event is about; Rach's guides name it by either field. */
function rachSession(fields: JsonObject): string | undefined {
  return impersonalIdAt(fields, 'session_id') ?? impersonalIdAt(fields, 'checkout_id')
}

/** A deposit is its transfer on chain, however often it is detected; without a hash it is its event. */
export function depositPaymentId(fields: JsonObject, eventKey: string): string {
  return onChainIdAt(fields, 'tx_hash') === undefined ? eventKey : present(...transferParts(fields)).join(':')
}

export function gatewayPaymentId(fields: JsonObject, eventKey: string): string {
  return rachSession(fields) ?? impersonalIdAt(fields, 'reference') ?? eventKey
}

function transferParts(fields: JsonObject): (string | undefined)[] {
  return [onChainIdAt(fields, 'tx_hash'), onChainIdAt(fields, 'address'), amountPart(fields)]
}

/** The amount as it was sent; a digest of anything that no amount looks like. */
function amountPart(fields: JsonObject): string | undefined {
  const text = textAt(fields, 'amount')
  return text === undefined || PLAIN_AMOUNT.test(text) ? text : idPart(text)
}

function present(...parts: (string | undefined)[]): string[] {
  return parts.filter((part) => part !== undefined)
}
