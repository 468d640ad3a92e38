import type { KeyedRequest } from '../../audit/requests.ts'
import type { People } from '../people.ts'
import { ProblemError } from '../problem.ts'
import type { Caller } from './caller.ts'
import type { RawRequest, Route } from './route.ts'

export const KEY_HEADER = 'Idempotency-Key'

/** A string in quotes, as the IETF draft has it; many clients leave the quotes out. */
const QUOTED = /^"((?:[ !#-[\]-~]|\\["\\]){1,255})"$/
const BARE = /^[!#-[\]-~]{1,255}$/

/**
 * What a request with an Idempotency-Key is known by; undefined without one. Digests, under a key of ours: neither what was
 * asked nor what somebody made their key of can be guessed.
 */
export function keyedRequest(
  route: Route,
  request: RawRequest,
  caller: Caller,
  people: People,
): KeyedRequest | undefined {
  const header = request.get(KEY_HEADER)
  if (header === undefined) return undefined
  const key = QUOTED.exec(header)?.[1] ?? BARE.exec(header)?.[0]
  if (key === undefined)
    throw new ProblemError(
      'invalid-request',
      `${KEY_HEADER} is one text of 1 to 255 visible ASCII characters, such as "8e03978e-40d5-43dd-bc93-6894a57f9324".`,
    )
  const asked = [route.method, route.path, request.params, request.query, request.body ?? null]
  return {
    id: people.subjectOf(JSON.stringify([caller.name, key])),
    fingerprint: people.subjectOf(JSON.stringify(asked)),
  }
}
