/** Between two wakes of one process. */
const BETWEEN_MS = 1_000
/** Of a mint that was asked for before: the pump may have been terminated. */
const BETWEEN_REPEATED_MS = 60_000

/** Wakes at most so often, whoever asks: while the pump works it looks for new mints by itself, at every block. */
export function createWaker(
  wake: () => Promise<void>,
  now: () => number = Date.now,
): (attempt: number) => Promise<void> {
  let wokenAt = Number.NEGATIVE_INFINITY
  return async (attempt) => {
    const betweenMs = attempt <= FIRST_ATTEMPTS ? BETWEEN_MS : BETWEEN_REPEATED_MS
    const before = wokenAt
    if (now() - before < betweenMs) return
    wokenAt = now()
    try {
      await wake()
    } catch (error) {
      wokenAt = before
      throw error
    }
  }
}

/** Within them every mint is seen to have been told of, also those that came within a second of another. */
const FIRST_ATTEMPTS = 3
