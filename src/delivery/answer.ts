/** What a call came to, as far as it is kept: never what the app said, which may be about a person. */
export interface Answer {
  readonly isDelivered: boolean
  /** 410: the app wants no more of these calls. */
  readonly isGone: boolean
  readonly status?: number
  /** Why there is no status. */
  readonly error?: string
  readonly durationMs: number
  /** Milliseconds the app asks to be left alone. */
  readonly retryAfterMs?: number
}

/** What an HTTP server answered. */
export interface Reply {
  readonly status: number
  /** The header, as it came. */
  readonly retryAfter?: string
}

const GONE = 410
/** Those that may say when to come again. */
const BUSY: readonly number[] = [429, 503]

/** Only 2xx says that the app took it. Everything else is tried again, 4xx and redirects too: apps get mended. */
export function answerOf({ status, retryAfter }: Reply, durationMs: number, now: Date): Answer {
  const retryAfterMs = BUSY.includes(status) ? readRetryAfter(retryAfter, now) : undefined
  return {
    isDelivered: status >= 200 && status < 300,
    isGone: status === GONE,
    status,
    durationMs,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** There was none. */
export function noAnswer(error: string, durationMs: number): Answer {
  return { isDelivered: false, isGone: false, error, durationMs }
}

/** In words, for operators. */
export function inWords({ status, error }: Pick<Answer, 'status' | 'error'>): string {
  if (status === undefined) return `there was no answer (${error ?? 'unknown'})`
  if (status === GONE) return 'the app answered 410: it wants no more calls'
  return `the app answered ${status}`
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime()
  return Number.isNaN(ms) || ms <= 0 ? undefined : ms
}
