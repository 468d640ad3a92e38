import type { HeaderValues, Provider, Verified } from './provider.ts'
import { hmacSha256, matchSecret, refused, singleHeader, timestampRefusal } from './signature.ts'

/**
 * Stripe's scheme, which others took over: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.raw">`, with a `v1` for each
 * secret while they are rotated. Parts of any other name (`v0`) are ignored.
 */
export function timestampedSignature(header: string): Pick<Provider, 'verify' | 'sign'> {
  return {
    verify: (raw, headers, secrets, now) => verifyHeader(header, raw, headers, secrets, now),
    sign: (raw, secret, now) => {
      const stamp = Math.floor(now.getTime() / 1000).toString()
      return { [header]: `t=${stamp},v1=${digest(secret, stamp, raw)}` }
    },
  }
}

function verifyHeader(
  header: string,
  raw: Buffer,
  headers: HeaderValues,
  secrets: Parameters<Provider['verify']>[2],
  now: Date,
): Verified {
  const found = singleHeader(headers, header.toLowerCase())
  if ('refusal' in found) return refused(found.refusal)
  const parts = partsOf(found.value)
  const [stamp, ...moreStamps] = valuesOf(parts, 't')
  const signatures = valuesOf(parts, 'v1').filter((signature) => signature !== '')
  if (stamp === undefined || moreStamps.length > 0 || signatures.length === 0)
    return refused('malformed_signature')
  const refusal = timestampRefusal(stamp, now)
  if (refusal !== undefined) return refused(refusal)
  return matchSecret(secrets, now, signatures, (secret) => digest(secret, stamp, raw))
}

function digest(secret: string, stamp: string, raw: Buffer): string {
  return hmacSha256(secret, `${stamp}.`, raw).toString('hex')
}

type Part = readonly [name: string, value: string]

function partsOf(header: string): readonly Part[] {
  return header.split(',').map((part): Part => {
    const sign = part.indexOf('=')
    return sign === -1 ? [part, ''] : [part.slice(0, sign), part.slice(sign + 1)]
  })
}

function valuesOf(parts: readonly Part[], name: string): readonly string[] {
  return parts.filter((part) => part[0] === name).map((part) => part[1])
}
