import type { RequestHandler } from 'express'
import type { OperatorKey } from '../../operator-keys.ts'
import { bearsKey } from '../bears-key.ts'
import { ProblemError } from '../problem.ts'
import { createUnverifiedLimit } from '../unverified-limit.ts'
import { setCaller } from './caller.ts'

export const FAILURES_PER_MINUTE = 20

/** Lets bearers of a key through. Only failures count towards the limit: guessing does not lock anyone out. */
export function authenticate(keys: readonly OperatorKey[]): RequestHandler {
  const failures = createUnverifiedLimit(FAILURES_PER_MINUTE)
  return (request, response, next) => {
    const key = keyBorne(request.get('authorization'), keys)
    if (key !== undefined) {
      setCaller(response, key)
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
      'Send "Authorization: Bearer" with the OPERATOR_API_KEY of the service, or one of OPERATOR_API_KEYS.',
    )
  }
}

/** All keys are compared, whichever it is: the time it takes tells nothing. */
export function keyBorne(
  authorization: string | undefined,
  keys: readonly OperatorKey[],
): OperatorKey | undefined {
  return keys.filter(({ value }) => bearsKey(authorization, value)).find(isOpen)
}

export function isOpen({ endsAt }: OperatorKey): boolean {
  return endsAt === undefined || Date.now() < Date.parse(endsAt)
}
