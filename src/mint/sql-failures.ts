import { ERROR_CODES, FulfilmentError } from '../domain/errors.ts'

/** Raised by `mint.refuse`; the hint is one of our codes. */
const REFUSED = 'QT409'

/** numeric_value_out_of_range. */
const TOO_LARGE = '22003'

/** Connection, resources, operator intervention. */
const PASSING_CLASSES = ['08', '53', '57', '58']
const COLLISIONS = ['40001', '40P01']
const PASSING_STATES = [...COLLISIONS, '55P03', '25006']
const CONNECTION_ERRORS = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']
/** What `pg` says without a code. */
const CONNECTION_MESSAGES =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect)/

/** What Postgres or its driver threw, in our words. What we do not know stays as it is: a bug, or news. */
export function asMintFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = stateOf(error)
  if (code === REFUSED) return refusal(error)
  if (code === TOO_LARGE) return tooLarge(error)
  if (!isPassing(code, error.message)) return error
  const message = `the mint outbox could not be reached or was busy (${code ?? error.message})`
  return new FulfilmentError({ code: 'MINT_UNAVAILABLE', retryable: true, message, cause: error })
}

/** Rolled back in favour of another transaction, which is gone: the same statement may succeed at once. */
export const isCollision = (error: unknown): boolean => COLLISIONS.includes(stateOf(error) ?? '')

function stateOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

function refusal(error: Error & { readonly hint?: unknown }): unknown {
  const code = ERROR_CODES.find((known) => known === error.hint)
  if (code === undefined) return error
  return new FulfilmentError({ code, retryable: false, message: error.message, cause: error })
}

function tooLarge(cause: Error): FulfilmentError {
  const message = 'the amount has more digits than any contract can mint'
  return new FulfilmentError({ code: 'INVALID_AMOUNT', retryable: false, message, cause })
}

function isPassing(code: string | undefined, message: string): boolean {
  if (code === undefined) return CONNECTION_MESSAGES.test(message)
  const isState = code.length === 5 && PASSING_CLASSES.includes(code.slice(0, 2))
  return isState || PASSING_STATES.includes(code) || CONNECTION_ERRORS.includes(code)
}
