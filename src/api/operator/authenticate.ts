import type { RequestHandler } from 'express'
import { bearsKey } from '../bears-key.ts'
import { ProblemError } from '../problem.ts'
import { createUnverifiedLimit } from '../unverified-limit.ts'

const FAILURES_PER_MINUTE = 20

/** Lets the bearer of the operator key through. Only failures count towards the limit: guessing does not lock anyone out. */
export function authenticate(operatorApiKey: string | undefined): RequestHandler {
  const failures = createUnverifiedLimit(FAILURES_PER_MINUTE)
  return (request, response, next) => {
    if (operatorApiKey !== undefined && bearsKey(request.get('authorization'), operatorApiKey)) {
      next()
      return
    }
    const retryAfterSeconds = failures.count(request.ip ?? '')
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
