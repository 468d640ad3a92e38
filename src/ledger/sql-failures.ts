import { ERROR_CODES, FulfilmentError } from '../domain/errors.ts'

/** Raised by `ledger.refuse`; the hint is one of our codes. */
const REFUSED = 'QT409'
const OUT_OF_RANGE = '22003'
/** Data exceptions: a value no column takes, such as a time beyond all calendars. It will not become one. */
const DATA_CLASS = '22'

/** Classes of SQLSTATE that pass: connection, resources, operator intervention; and single states of other classes. */
const PASSING_CLASSES = ['08', '53', '57', '58']
const PASSING_STATES = ['40001', '40P01', '55P03', '25006']
const CONNECTION_ERRORS = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']
/** What `pg` says without a code. */
const CONNECTION_MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout exceeded when trying to connect)/

interface SqlError {
  readonly code?: unknown
  readonly hint?: unknown
  readonly message: string
}

/** What Postgres or its driver threw, in our words. What we do not know stays as it is: a bug, or news. */
export function asLedgerFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const sql: SqlError = error
  if (sql.code === REFUSED) return refusal(sql, error)
  if (isUnreadable(sql)) return unreadable(sql, error)
  if (!isPassing(sql)) return error
  const reason = typeof sql.code === 'string' ? sql.code : sql.message
  const message = `the ledger could not be reached or was busy (${reason}); it will be asked again`
  return new FulfilmentError({ code: 'LEDGER_UNAVAILABLE', retryable: true, message, cause: error })
}

/** Another transaction was in the way and is gone: the same call may succeed at once. */
export function isCollision(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01')
}

function refusal(sql: SqlError, cause: Error): unknown {
  const code = ERROR_CODES.find((known) => known === sql.hint)
  return code === undefined
    ? cause
    : new FulfilmentError({ code, retryable: code === 'EVENT_AMENDED', message: sql.message, cause })
}

function isUnreadable({ code }: SqlError): boolean {
  return typeof code === 'string' && code.length === 5 && code.startsWith(DATA_CLASS)
}

/** Postgres quotes the value it cannot read; the message does not. */
function unreadable({ code }: SqlError, cause: Error): FulfilmentError {
  const message =
    code === OUT_OF_RANGE
      ? 'the amount, or a balance with it, has more than 78 digits of minor units: nothing was posted'
      : `the ledger cannot keep a value of this event (${String(code)}), such as a time or a character: nothing was posted`
  return new FulfilmentError({
    code: code === OUT_OF_RANGE ? 'INVALID_AMOUNT' : 'INVALID_PAYLOAD',
    retryable: false,
    message,
    cause,
  })
}

function isPassing({ code, message }: SqlError): boolean {
  if (typeof code !== 'string') return CONNECTION_MESSAGES.test(message)
  const isState = code.length === 5 && PASSING_CLASSES.includes(code.slice(0, 2))
  return isState || PASSING_STATES.includes(code) || CONNECTION_ERRORS.includes(code)
}
