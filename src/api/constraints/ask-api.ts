import { z } from 'zod'
import { FulfilmentError } from '../../domain/errors.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { VERSION } from '../../version.ts'
import type { Validation } from './bodies.ts'

const TIMEOUT_MS = 3_000
const MAX_BYTES = 65_536

/** The words external APIs say it in; the first that is there counts. */
const VERDICTS = ['allowed', 'valid', 'eligible'] as const

const answered = z.record(z.string(), z.unknown())

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json',
  'accept-encoding': 'identity',
  'user-agent': `quittance/${VERSION}`,
}

/**
 * Asks an external API whether a user may.
 * @throws FulfilmentError OUTBOUND_REFUSED (final), OUTBOUND_FAILED (retryable): no answer, or one that says neither
 */
export async function askApi(
  outbound: Outbound,
  { api_url: apiUrl, user_address, collection_id }: Validation,
): Promise<boolean> {
  const { status, text } = await outbound.post(apiUrl, {
    body: JSON.stringify({ user_address, ...(collection_id == null ? {} : { collection_id }) }),
    headers: HEADERS,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  })
  if (status < 200 || status > 299) throw unusable(`it answered ${status}`)
  const body = answered.safeParse(parse(text)).data ?? {}
  const verdict = VERDICTS.map((word) => body[word]).find((value) => value !== undefined)
  if (typeof verdict !== 'boolean') throw unusable('its answer is not JSON with a boolean "allowed"')
  return verdict
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unusable(message: string): FulfilmentError {
  return new FulfilmentError({ code: 'OUTBOUND_FAILED', retryable: true, message })
}
