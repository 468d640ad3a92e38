import type { Json } from './body.ts'
import { isObject, textAt } from './body.ts'
import { defined, firstId } from './fields.ts'
import { holdsMailAddress, impersonalIdAt } from './personal.ts'
import type { OwnerNames } from './provider.ts'

const EVM_ADDRESS = /^0x[0-9a-fA-F]{40}$/
const ATTRIBUTE_NAME = /^[\w.-]{1,40}$/
const CONTROL = /\p{Cc}/u
const MAX_ATTRIBUTES = 20
const MAX_ATTRIBUTE_LENGTH = 100

/** A wallet address in the one spelling owners are named by; undefined when there is none to read. */
export function walletAt(body: Json | undefined, ...path: string[]): string | undefined {
  const text = textAt(body, ...path)
  return text !== undefined && EVM_ADDRESS.test(text) ? text.toLowerCase() : undefined
}

/** What nobody could send tokens to, whatever was named. */
const UNREADABLE = 'unreadable'
const PLAIN_NAME = /^[\w.:-]{1,64}$/

/**
 * A wallet as somebody named it, letter for letter: its capitals are its checksum, and what is no address parks where tokens
 * should be sent to it. What may name a person instead is not kept.
 */
export function namedWalletAt(body: Json | undefined, ...path: string[]): string | undefined {
  const text = textAt(body, ...path)?.trim()
  if (text === undefined || text === '') return undefined
  return PLAIN_NAME.test(text) ? text : UNREADABLE
}

/** Who a merchant's own metadata says this is for. */
export function namesIn(metadata: Json | undefined): OwnerNames {
  return defined({
    userId: firstId(metadata, ['user_id'], ['userId']),
    wallet: walletAt(metadata, 'wallet'),
  })
}

/** The order a merchant's own metadata names. */
export function orderReferenceIn(metadata: Json | undefined): string | undefined {
  return impersonalIdAt(metadata, 'order_id') ?? impersonalIdAt(metadata, 'orderId')
}

/** Short plain values of metadata, for the policy's grants to match on. E-mail addresses are left behind. */
export function attributesIn(metadata: Json | undefined): Readonly<Record<string, string>> | undefined {
  if (!isObject(metadata)) return undefined
  const attributes: Record<string, string> = {}
  for (const name of Object.keys(metadata).filter(isName).slice(0, MAX_ATTRIBUTES)) {
    const value = textAt(metadata, name)
    if (value !== undefined && isPlain(value)) attributes[`metadata.${name}`] = value
  }
  return Object.keys(attributes).length === 0 ? undefined : attributes
}

function isName(key: string): boolean {
  return ATTRIBUTE_NAME.test(key)
}

function isPlain(value: string): boolean {
  return value.length <= MAX_ATTRIBUTE_LENGTH && !CONTROL.test(value) && !holdsMailAddress(value)
}
