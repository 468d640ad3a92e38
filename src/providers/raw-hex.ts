import type { HeaderValues, Secret, Verified } from './provider.ts'
import { hmacSha256, matchSecret, refused, singleHeader } from './signature.ts'

const HEX_DIGEST = /^[0-9a-f]{64}$/

/** The simplest scheme there is: lower-case hex HMAC-SHA256 of the raw body. Nothing in it says how old it is. */
export function rawHexSignature(raw: Buffer | string, secret: string): string {
  return hmacSha256(secret, raw).toString('hex')
}

/** Verifies a `rawHexSignature` that is the whole value of one header. */
export function verifyRawHex(
  raw: Buffer,
  headers: HeaderValues,
  headerName: string,
  secrets: readonly Secret[],
  now: Date,
): Verified {
  const header = singleHeader(headers, headerName.toLowerCase())
  return 'refusal' in header ? refused(header.refusal) : matchRawHex(raw, header.value, secrets, now)
}

/** Verifies a signature already taken out of its header. */
export function matchRawHex(
  raw: Buffer | string,
  signature: string,
  secrets: readonly Secret[],
  now: Date,
): Verified {
  if (!HEX_DIGEST.test(signature)) return refused('malformed_signature')
  return matchSecret(secrets, now, [signature], (secret) => rawHexSignature(raw, secret))
}
