import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler } from 'express'
import { ProblemError } from '../problem.ts'

const WINDOW_MS = 60_000
const MAX_FAILURES = 20
/** More addresses than this in one minute: the count starts afresh rather than growing without end. */
const MAX_ADDRESSES = 10_000

/** Lets the bearer of the operator key through. Only failures count towards the limit: guessing does not lock anyone out. */
export function authenticate(operatorApiKey: string | undefined): RequestHandler {
  const failures = countFailures()
  return (request, response, next) => {
    if (operatorApiKey !== undefined && bearsKey(request.get('authorization'), operatorApiKey)) {
      next()
      return
    }
    const retryAfterSeconds = failures.add(request.ip ?? '')
    if (retryAfterSeconds > 0) {
      response.set('retry-after', String(retryAfterSeconds))
      throw new ProblemError('too-many-requests', 'Too many requests without a valid key; wait a minute.')
    }
    response.set('www-authenticate', 'Bearer realm="quittance"')
    throw new ProblemError(
      'unauthorized',
      'Send "Authorization: Bearer" with the OPERATOR_API_KEY of the service.',
    )
  }
}

/** Digests are compared, so that neither content nor length shows in the time it takes. */
function bearsKey(header: string | undefined, key: string): boolean {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? []
  return timingSafeEqual(digest(token), digest(key))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Counts per address and minute. `add` says for how many seconds to stay away: 0 while within the limit. */
function countFailures() {
  const counts = new Map<string, number>()
  let endsAt = 0
  return {
    add(address: string): number {
      const now = Date.now()
      if (now >= endsAt || counts.size >= MAX_ADDRESSES) {
        counts.clear()
        endsAt = now + WINDOW_MS
      }
      const count = (counts.get(address) ?? 0) + 1
      counts.set(address, count)
      return count > MAX_FAILURES ? Math.ceil((endsAt - now) / 1000) : 0
    },
  }
}
