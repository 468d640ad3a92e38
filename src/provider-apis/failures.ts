import { FulfilmentError } from '../domain/errors.ts'

export function unavailable(provider: string, reason: string, retryAfterMs?: number): FulfilmentError {
  return new FulfilmentError({
    code: 'PROVIDER_UNAVAILABLE',
    retryable: true,
    message: `the API of ${provider} cannot be asked: ${reason}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/** Asked again with the same key, it says the same. */
export function refused(provider: string, reason: string): FulfilmentError {
  return new FulfilmentError({
    code: 'PROVIDER_REFUSED',
    retryable: false,
    message: `the API of ${provider} refuses our key: ${reason}`,
  })
}
