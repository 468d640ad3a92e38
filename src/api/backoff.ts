export interface Backoff {
  isWaiting(): boolean
  /** Notes a failure. How long to wait now, in ms; 0 when a wait was already on. */
  fail(): number
  reset(): void
}

const FIRST_MS = 500
const LONGEST_MS = 30_000

/** Waits twice as long after each failure in a row. Failures of calls that were under way together count once. */
export function createBackoff(): Backoff {
  let failures = 0
  let until = 0
  const isWaiting = (): boolean => Date.now() < until
  return {
    isWaiting,
    fail() {
      if (isWaiting()) return 0
      const waitMs = Math.min(FIRST_MS * 2 ** failures, LONGEST_MS)
      failures++
      until = Date.now() + waitMs
      return waitMs
    },
    reset() {
      failures = 0
      until = 0
    },
  }
}
