import type { ErrorRequestHandler, Request, Response } from 'express'
import { z } from 'zod'
import { type ErrorCode, FulfilmentError } from '../domain/errors.ts'
import type { Logger } from '../logger.ts'
import { traceOf } from './http-errors.ts'

/** What can be wrong with a request to the operator API: status and title of its problem document. */
export const PROBLEMS = {
  'invalid-request': [400, 'The request cannot be read'],
  unauthorized: [401, 'A valid operator key is required'],
  forbidden: [403, 'The key is not for this'],
  'not-found': [404, 'There is no such thing'],
  conflict: [409, 'The request contradicts what is already so'],
  'under-way': [409, 'The first request under this Idempotency-Key is still being carried out'],
  'too-large': [413, 'The body is too large'],
  'invalid-content': [422, 'The content of the request is not acceptable'],
  'key-reused': [422, 'The Idempotency-Key was used for another request'],
  'too-many-requests': [429, 'Too many requests'],
  internal: [500, 'Something failed on our side'],
  unavailable: [503, 'A part of the service is away'],
} as const satisfies Record<string, readonly [number, string]>

export type ProblemKind = keyof typeof PROBLEMS

/** Thrown by routes of the operator API; `detail` is one sentence that says what to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly kind: ProblemKind
  readonly code: string | undefined

  constructor(kind: ProblemKind, detail: string, code?: string) {
    super(detail)
    this.kind = kind
    this.code = code
  }
}

/** What a `FulfilmentError` means to somebody who asked over HTTP; anything else is our own failure. */
const KIND_OF_CODE: Partial<Record<ErrorCode, ProblemKind>> = {
  AUDIT_UNAVAILABLE: 'unavailable',
  EFFECT_CONFLICT: 'conflict',
  EVENT_NOT_FOUND: 'not-found',
  INBOX_UNAVAILABLE: 'unavailable',
  INVALID_AMOUNT: 'invalid-content',
  AMOUNT_TOO_PRECISE: 'invalid-content',
  INVALID_DECISION: 'invalid-content',
  LEDGER_UNAVAILABLE: 'unavailable',
  ORDER_ALREADY_PAID: 'conflict',
  ORDER_AMOUNT_MISMATCH: 'conflict',
  ORDER_NOT_FOUND: 'not-found',
  UNKNOWN_ASSET: 'invalid-content',
}

/** Answers with an RFC 9457 problem document. */
function sendProblem(response: Response, problem: ProblemError): void {
  const [status, title] = PROBLEMS[problem.kind]
  if (status === 503) response.set('retry-after', '5')
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:quittance:problem:${problem.kind}`,
        title,
        status,
        detail: problem.message,
        ...(problem.code === undefined ? {} : { code: problem.code }),
      }),
    )
}

/** Last in the operator router: whatever a route throws becomes a problem document. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return answeringProblems(log, (problem, _request, response) => sendProblem(response, problem))
}

/** Whatever is thrown is answered as a problem. Paths and messages may name a person: not logged. */
export function answeringProblems(
  log: Logger,
  answer: (problem: ProblemError, request: Request, response: Response) => void,
): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const problem = problemOf(error)
    if (problem.kind === 'internal')
      log.error(
        { method: request.method, route: routeOf(request), ...traceOf(error) },
        'operator request failed',
      )
    answer(problem, request, response)
  }
}

const matched = z.object({ path: z.string() })

/** The pattern, with the names of its parameters in place of what was asked for. */
function routeOf({ route }: Request): string | undefined {
  return matched.safeParse(route).data?.path
}

/** The problem an error of a route is told as. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof FulfilmentError) {
    const kind = KIND_OF_CODE[error.code]
    if (kind !== undefined) return new ProblemError(kind, error.message, error.code)
  }
  return requestProblem(error) ?? databaseProblem(error) ?? internal()
}

const withStatus = z.object({ status: z.number() })

/** Errors of Express' own router and body parser. Their messages quote what was sent, so they are not passed on. */
function requestProblem(error: unknown): ProblemError | undefined {
  const parsed = withStatus.safeParse(error)
  if (!parsed.success) return undefined
  if (parsed.data.status === 413) return new ProblemError('too-large', 'Send at most 64 KiB.')
  return parsed.data.status < 500
    ? new ProblemError(
        'invalid-request',
        'Send a well-formed URL, and JSON in UTF-8 with content-type application/json.',
      )
    : undefined
}

const databaseError = z.object({ code: z.string().optional(), message: z.string() })
const CONNECTION_LOST = /^(?:ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08|57P|53)/
/** What `pg` says without a code. */
const CONNECTION_MESSAGE = /^(?:Connection terminated|timeout exceeded when trying to connect)/
const QUERY_CANCELLED = '57014'

function databaseProblem(error: unknown): ProblemError | undefined {
  const { code = '', message } = databaseError.safeParse(error).data ?? { message: '' }
  if (code === QUERY_CANCELLED)
    return new ProblemError('unavailable', 'The search took too long: narrow it by endpoint, type or time.')
  return CONNECTION_LOST.test(code) || CONNECTION_MESSAGE.test(message)
    ? new ProblemError('unavailable', 'The database is away; try again.')
    : undefined
}

function internal(): ProblemError {
  return new ProblemError('internal', 'The request was not carried out; the log of the service says why.')
}
