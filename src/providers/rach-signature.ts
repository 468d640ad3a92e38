import { isSafeNumber, parse } from 'lossless-json'
import type { HeaderValues, ProviderSettings, Secret, Verified } from './provider.ts'
import { matchRawHex } from './raw-hex.ts'
import { refused, singleHeader } from './signature.ts'

/** Checkouts sign with the first; the business settings' own webhooks with the second. */
export const RACH_HEADER = 'X-Webhook-Signature'
const OTHER_HEADER = 'x-rach-signature'

/** Hex HMAC of the raw body; of the same body written anew by JavaScript only where the operator allows it. */
export function verifyRach(
  raw: Buffer,
  headers: HeaderValues,
  secrets: readonly Secret[],
  now: Date,
  { rachAcceptReserialised }: ProviderSettings,
): Verified {
  const first = RACH_HEADER.toLowerCase()
  const header = singleHeader(headers, headers[first]?.length ? first : OTHER_HEADER)
  if ('refusal' in header) return refused(header.refusal)
  const asSent = matchRawHex(raw, header.value, secrets, now)
  if (asSent.ok || asSent.reason !== 'wrong_signature' || !rachAcceptReserialised) return asSent
  const text = reserialised(raw)
  const rewritten = text === undefined ? asSent : matchRawHex(text, header.value, secrets, now)
  return rewritten.ok ? { ...rewritten, form: 'reserialised' } : rewritten
}

/**
 * What `JSON.stringify(JSON.parse(body))` makes of a body, as Rach's JavaScript guide signs it. Undefined when the
 * body is not JSON, or holds a number that JavaScript would round: then the signature would not cover all its digits.
 */
function reserialised(raw: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(raw)
    parse(text, null, { parseNumber: exactNumber })
    return JSON.stringify(JSON.parse(text))
  } catch {
    return undefined // Not JSON, too deep, or not exact: whatever it is, it was not signed.
  }
}

function exactNumber(text: string): string {
  if (!isSafeNumber(text)) throw new RangeError('a number that JavaScript would round')
  return text
}
