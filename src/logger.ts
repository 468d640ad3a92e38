import { type DestinationStream, pino } from 'pino'

export type Logger = pino.Logger

/** Fields that never reach a log line, whoever puts them in. */
const REDACTED = [
  'authorization',
  'cookie',
  'headers',
  'body',
  'raw',
  'secret',
  'email',
  'contact',
  'databaseUrl',
  'password',
]

/** Postgres quotes the failing row in these. */
const REDACTED_OF_ERRORS = ['err.detail', 'err.where', 'err.internalQuery']

/** JSON lines on standard output. Object first, sentence second: `log.info({ paymentId }, 'balance credited')`. */
export function createLogger(
  level: string,
  name: string,
  destination: DestinationStream = pino.destination(1),
): Logger {
  const paths = [...REDACTED.flatMap((field) => [field, `*.${field}`]), ...REDACTED_OF_ERRORS]
  const timestamp = pino.stdTimeFunctions.isoTime
  return pino({ level, name, timestamp, redact: { paths, censor: '[redacted]' } }, destination)
}
