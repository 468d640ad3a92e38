import { FulfilmentError } from '../../domain/errors.ts'
import { HttpError } from '../http-error.ts'
import { asHttpError } from '../http-errors.ts'

/** The documented client asks again after 500 alone: every other status means that asking again is of no use. */
const RETRY_SECONDS = 5
/** An operator has to act first. */
const RETRY_AFTER_OPERATOR_SECONDS = 300

function refused(status: 400 | 404 | 409 | 502, code: string, message: string): HttpError {
  return new HttpError({ status, code, message })
}

function askAgain(code: string, message: string, retryAfterSeconds = RETRY_SECONDS): HttpError {
  return new HttpError({ status: 500, code, message, retryAfterSeconds })
}

export const missingSessionId = () => refused(400, 'MISSING_SESSION_ID', 'Missing required field: sessionId')
export const invalidSessionId = () => refused(400, 'INVALID_SESSION_ID', 'Invalid sessionId')
export const sessionNotFound = () => refused(404, 'SESSION_NOT_FOUND', 'Session not found')
export const notCompleted = (status: string) =>
  refused(400, 'PAYMENT_NOT_COMPLETED', `Payment not completed: ${status}`)
export const invalidWallet = () => refused(400, 'INVALID_WALLET', 'Invalid wallet address')
export const invalidAmount = () => refused(400, 'INVALID_AMOUNT', 'Invalid amount')
export const amountMismatch = () => refused(400, 'AMOUNT_MISMATCH', 'Amount mismatch')
export const nothingToMint = (reason: string) =>
  refused(400, 'NOTHING_TO_MINT', `Nothing is minted for this session: ${reason}`)
export const contradiction = (what: string) =>
  refused(409, 'EFFECT_CONFLICT', `This session contradicts what is known of its payment: ${what}`)
export const mintEnded = () =>
  refused(409, 'MINT_ENDED', 'An operator decided that this payment is not minted')
export const stripeRefusedUs = () =>
  refused(502, 'STRIPE_REFUSED', "The session cannot be read: Stripe does not accept this service's key")

export const stripeUnavailable = () => askAgain('STRIPE_UNAVAILABLE', 'Stripe cannot be reached; try again')
export const mintInProgress = () => askAgain('MINT_IN_PROGRESS', 'Mint in progress')
export const mintHeld = () => askAgain('MINT_HELD', 'Mint in progress', RETRY_AFTER_OPERATOR_SECONDS)

/** What a caller is told of any error. The inbox being away is 503 to a webhook, but to this client 500. */
export function asMintRefusal(error: unknown): HttpError {
  if (error instanceof FulfilmentError && error.retryable)
    return askAgain(error.code, 'The database is away; try again')
  const answer = asHttpError(error)
  return answer.status === 500 && answer.retryAfterSeconds === undefined
    ? askAgain(answer.code, answer.message)
    : answer
}
