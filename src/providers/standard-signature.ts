import { randomBytes } from 'node:crypto'
import type { HeaderValues, Secret, Verified } from './provider.ts'
import { hmacSha256, matchSecret, refused, singleHeader, timestampRefusal } from './signature.ts'

/** The three headers of Standard Webhooks v1. */
export const STANDARD_HEADERS = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
} as const

const SECRET_PREFIX = /^whsec_/
const VERSION = 'v1,'

/** The value of `webhook-signature`: version and base64 HMAC-SHA256 of `id.timestamp.raw`. */
export function standardSignature(secret: string, id: string, timestamp: string, raw: Buffer): string {
  return `${VERSION}${hmacSha256(keyOf(secret), `${id}.${timestamp}.`, raw).toString('base64')}`
}

/** Verifies a delivery by Standard Webhooks v1; any good `v1` among several suffices, other versions are skipped. */
export function verifyStandard(
  raw: Buffer,
  headers: HeaderValues,
  secrets: readonly Secret[],
  now: Date,
): Verified {
  const id = singleHeader(headers, STANDARD_HEADERS.id)
  if ('refusal' in id) return refused(id.refusal)
  const timestamp = singleHeader(headers, STANDARD_HEADERS.timestamp)
  if ('refusal' in timestamp) return refused(timestamp.refusal)
  const signature = singleHeader(headers, STANDARD_HEADERS.signature)
  if ('refusal' in signature) return refused(signature.refusal)
  const offered = signature.value.split(' ').filter((part) => part.startsWith(VERSION))
  if (offered.length === 0) return refused('malformed_signature')
  const refusal = timestampRefusal(timestamp.value, now)
  if (refusal !== undefined) return refused(refusal)
  // An offered signature is never empty: a secret that is no key matches nothing.
  return matchSecret(secrets, now, offered, (secret) =>
    keyOf(secret).length === 0 ? '' : standardSignature(secret, id.value, timestamp.value, raw),
  )
}

/** Whether a secret is one that the specification's own tools would take. */
export function isStandardSecret(secret: string): boolean {
  return SECRET_PREFIX.test(secret) && keyOf(secret).length > 0
}

export function makeStandardSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** The key a secret stands for; empty when it is not proper base64, and then it must verify nothing. */
function keyOf(secret: string): Buffer {
  const text = secret.replace(SECRET_PREFIX, '')
  const key = Buffer.from(text, 'base64')
  return key.toString('base64') === text ? key : Buffer.alloc(0)
}
