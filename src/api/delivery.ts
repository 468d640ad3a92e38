import { createHash } from 'node:crypto'
import type { HeaderValues } from '../providers/provider.ts'

/** One verified request to an endpoint. */
export interface VerifiedDelivery {
  readonly raw: Buffer
  /** Hex SHA-256 of `raw`. */
  readonly bodySha256: string
  readonly headers: HeaderValues
  readonly receivedAt: Date
  readonly secretId: string
  readonly source: 'webhook' | 'catch-up' | 'simulator'
  /** The key it is stored under, where that is not the one it bears. */
  readonly eventKey?: string
}

/** What we asked a provider for ourselves: verified by whom we asked. `secretId` names the key we asked with. */
export function askedDelivery(raw: Buffer, secretId: string): VerifiedDelivery {
  return {
    raw,
    bodySha256: createHash('sha256').update(raw).digest('hex'),
    headers: {},
    receivedAt: new Date(),
    secretId,
    source: 'catch-up',
  }
}

/** What a later translation or verification may need; the rest of a request's headers may be personal or secret. */
const KEPT = /^(?:content-type|user-agent|webhook-[\w-]+|[\w-]+-signature)$/
const MAX_VALUE = 2_000

/** The headers that are stored with an event. */
export function keptHeaders(headers: HeaderValues): Readonly<Record<string, string>> {
  const kept = Object.entries(headers).flatMap(([name, values]): [string, string][] => {
    const value = values?.[0]
    return KEPT.test(name) && value !== undefined ? [[name, value.slice(0, MAX_VALUE)]] : []
  })
  return Object.fromEntries(kept)
}

/** Stored headers as a request has them. */
export function asHeaderValues(headers: Readonly<Record<string, string>>): HeaderValues {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
}
