const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long the app is asked for. All in milliseconds. */
export interface Schedule {
  /** Before the second try, the third …; the last one is kept to. */
  readonly delaysMs: readonly [number, ...number[]]
  /** Since the first try; the last one is made then. */
  readonly giveUpAfterMs: number
  /** How long the app must have failed, without one success, to be called no more. */
  readonly deadAfterMs: number
}

/** As Standard Webhooks advises: soon at first, for days in the end. */
export const SCHEDULE: Schedule = {
  delaysMs: [
    5 * SECOND,
    30 * SECOND,
    2 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
  ],
  giveUpAfterMs: 3 * DAY,
  deadAfterMs: 5 * DAY,
}

/** Where a message stands after a try that failed. */
export interface Tries {
  /** How many were made. */
  readonly made: number
  /** Since the first of them. */
  readonly sinceMs: number
  /** What the app asked for. */
  readonly retryAfterMs?: number
}

/**
 * How long until the next try; undefined: there is none. The app may ask for more time than the schedule gives, never for
 * less, and for no more than its longest delay.
 */
export function nextTryIn(
  { made, sinceMs, retryAfterMs = 0 }: Tries,
  schedule: Schedule,
): number | undefined {
  const leftMs = schedule.giveUpAfterMs - sinceMs
  if (leftMs <= 0) return undefined
  const { delaysMs } = schedule
  const longest = Math.max(...delaysMs)
  const planned = delaysMs[made - 1] ?? delaysMs.at(-1) ?? longest
  return Math.min(Math.max(planned, Math.min(retryAfterMs, longest)), leftMs)
}
