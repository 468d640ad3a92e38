import { FulfilmentError } from '../domain/errors.ts'

/** Nobody may call this URL through us; trying again does not change that. */
export function refused(message: string): FulfilmentError {
  return new FulfilmentError({ code: 'OUTBOUND_REFUSED', retryable: false, message })
}

/** The other side gave no answer, or none that can be used. */
export function failed(message: string, cause?: unknown): FulfilmentError {
  return new FulfilmentError({ code: 'OUTBOUND_FAILED', retryable: true, message, cause })
}
