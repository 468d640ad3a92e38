import type { ErrorRequestHandler, Response } from 'express'
import type { ErrorCode } from '../../domain/errors.ts'
import { FulfilmentError } from '../../domain/errors.ts'
import type { Logger } from '../../logger.ts'
import { HttpError } from '../http-error.ts'
import { asHttpError, traceOf } from '../http-errors.ts'

/** What a `FulfilmentError` means to somebody who asks about a constraint. */
const STATUS_OF_CODE: Partial<Record<ErrorCode, number>> = {
  OUTBOUND_REFUSED: 400,
  OUTBOUND_FAILED: 502,
  CONSTRAINTS_UNAVAILABLE: 503,
}

const RETRY_AFTER_SECONDS = 5

/** A request whose body is not as it should be; `message` is what its sender is told. */
export function badRequest(message: string): HttpError {
  return new HttpError({ status: 400, code: 'BAD_REQUEST', message })
}

export function unauthorized(): HttpError {
  const message = 'Send "Authorization: Bearer" with the CONSTRAINT_API_KEY of the service'
  return new HttpError({ status: 401, code: 'UNAUTHORIZED', message })
}

export function tooMany(retryAfterSeconds: number): HttpError {
  return new HttpError({
    status: 429,
    code: 'TOO_MANY_REQUESTS',
    message: 'Too many requests',
    retryAfterSeconds,
  })
}

/** Last in the router: `{success: false, error}`, as the guide has it. */
export function constraintErrorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const answer = answerOf(error)
    if (answer.status >= 500)
      log.warn({ route: request.path, code: answer.code, ...traceOf(error) }, 'constraint request failed')
    send(response, answer)
  }
}

function send(response: Response, { status, message, retryAfterSeconds }: HttpError): void {
  if (retryAfterSeconds !== undefined) response.set('retry-after', String(retryAfterSeconds))
  if (status === 401) response.set('www-authenticate', 'Bearer realm="quittance"')
  response.status(status).json({ success: false, error: message })
}

function answerOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  if (error instanceof FulfilmentError) return ofFulfilment(error)
  const answer = asHttpError(error)
  if (answer.status === 413)
    return new HttpError({ status: 413, code: answer.code, message: 'The body is over 64 KiB' })
  return answer.status < 500 ? badRequest('The body is not JSON') : answer
}

function ofFulfilment(error: FulfilmentError): HttpError {
  const { code, message } = error
  const status = STATUS_OF_CODE[code]
  if (status === undefined) return asHttpError(error)
  const wait = status === 503 ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {}
  return new HttpError({ status, code, message: status === 503 ? message : `api_url: ${message}`, ...wait })
}
