import type { ErrorRequestHandler, Response } from 'express'
import { FulfilmentError } from '../domain/errors.ts'
import type { Logger } from '../logger.ts'
import { HttpError } from './http-error.ts'

const RETRY_AFTER_SECONDS = 5

const PLAIN_CODE = /^[A-Z0-9_]{1,40}$/

const INTERNAL = { status: 500, code: 'INTERNAL', message: 'Something failed on our side; send it again' }

/** What a sender is told of an error; the only place that knows which status an error code is. */
export function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  if (error instanceof FulfilmentError) return new HttpError(fulfilmentAnswer(error))
  const status = statusOf(error)
  const isRequestError = status !== undefined && status < 500
  return new HttpError(
    isRequestError ? { status, code: 'BAD_REQUEST', message: 'The request cannot be read' } : INTERNAL,
  )
}

function fulfilmentAnswer({ code, message }: FulfilmentError) {
  if (code === 'INVALID_PAYLOAD') return { status: 400, code, message }
  if (code !== 'INBOX_UNAVAILABLE') return INTERNAL
  return {
    status: 503,
    code,
    message: 'The delivery could not be stored; send it again',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  }
}

export function sendHttpError(response: Response, error: HttpError): void {
  if (error.retryAfterSeconds !== undefined) response.set('retry-after', String(error.retryAfterSeconds))
  response.status(error.status).json({ error: error.message, code: error.code })
}

/** Last of all: whatever is thrown becomes a JSON answer. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  // Four parameters, or Express takes it for a route.
  return (error: unknown, _request, response, _next) => {
    const answer = asHttpError(error)
    if (answer.status >= 500) log.error({ code: answer.code, ...traceOf(error) }, 'request failed')
    // Half an answer cannot be taken back: the connection says that it is none. Express would log the whole error.
    if (response.headersSent) response.destroy()
    else sendHttpError(response, answer)
  }
}

interface Trace {
  readonly error: string
  /** What Node, Postgres or we call it. */
  readonly cause?: string
  readonly at: readonly string[]
}

/** Where an error came from. Its message is left out: it may quote what it could not read. */
export function traceOf(error: unknown): Trace {
  if (!(error instanceof Error)) return { error: typeof error, at: [] }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const at = frames.slice(0, 5).map((frame) => frame.trim())
  const cause = 'code' in error ? String(error.code) : ''
  return { error: error.name, at, ...(PLAIN_CODE.test(cause) ? { cause } : {}) }
}

/** Express' own errors, such as a URL that cannot be decoded, say which status they mean. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined
  return typeof error.status === 'number' && error.status >= 400 ? error.status : undefined
}
