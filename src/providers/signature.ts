import { createHmac, timingSafeEqual } from 'node:crypto'
import type { HeaderValues, Refusal, Secret, Verified } from './provider.ts'

/** How far a signed timestamp may be from our clock, both ways: Stripe, Loops and Standard Webhooks all say five minutes. */
const TOLERANCE_SECONDS = 300

export function refused(reason: Refusal): Verified {
  return { ok: false, reason }
}

/** The one value of a signature header, or why there is none. */
export function singleHeader(headers: HeaderValues, name: string): { value: string } | { refusal: Refusal } {
  const values = headers[name] ?? []
  if (values.length > 1) return { refusal: 'duplicate_signature' }
  const value = values[0]
  return value === undefined || value === '' ? { refusal: 'missing_signature' } : { value }
}

export function hmacSha256(secret: string | Buffer, ...parts: (string | Buffer)[]): Buffer {
  const hmac = createHmac('sha256', secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

/** Compares in constant time; texts of unequal length are simply unequal. */
function sameText(received: string, expected: string): boolean {
  const a = Buffer.from(received)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Secrets that still count at `now`. An empty one never does. */
function activeSecrets(secrets: readonly Secret[], now: Date): readonly Secret[] {
  return secrets.filter(
    ({ value, endsAt }) => value !== '' && (endsAt === undefined || now < new Date(endsAt)),
  )
}

/** Tries every active secret against every signature offered, and says which secret it was. */
export function matchSecret(
  secrets: readonly Secret[],
  now: Date,
  signatures: readonly string[],
  expected: (secret: string) => string,
): Verified {
  const active = activeSecrets(secrets, now)
  if (active.length === 0) return refused('no_active_secret')
  for (const { id, value } of active) {
    const digest = expected(value)
    if (signatures.some((signature) => sameText(signature, digest)))
      return { ok: true, secretId: id, form: 'raw' }
  }
  return refused('wrong_signature')
}

/** Why a signed timestamp (whole unix seconds, as text) is not acceptable now; undefined when it is. */
export function timestampRefusal(text: string, now: Date): Refusal | undefined {
  if (!/^\d{1,12}$/.test(text)) return 'malformed_signature'
  const age = Math.floor(now.getTime() / 1000) - Number(text)
  if (age > TOLERANCE_SECONDS) return 'stale_timestamp'
  return age < -TOLERANCE_SECONDS ? 'future_timestamp' : undefined
}
