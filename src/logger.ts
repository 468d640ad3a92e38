import { pino } from 'pino'

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

/** JSON lines on standard output. Object first, sentence second: `log.info({ paymentId }, 'balance credited')`. */
export function createLogger(level: string, name: string): Logger {
  return pino({
    level,
    name,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
  })
}
