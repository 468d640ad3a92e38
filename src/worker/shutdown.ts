import type { Logger } from '../logger.ts'

/** All that is open must be closed by then, or the process ends without it. */
const FORCE_AFTER_MS = 19_500

/** Aborts at the first SIGTERM or SIGINT; a second one, or too long a farewell, ends the process at once. */
export function onShutdownSignal(log: Logger): AbortSignal {
  const stop = new AbortController()
  const hear = (signal: NodeJS.Signals) => {
    if (stop.signal.aborted) process.exit(1)
    log.info({ signal }, 'worker shutting down')
    setTimeout(() => process.exit(1), FORCE_AFTER_MS).unref()
    stop.abort()
  }
  process.on('SIGTERM', hear)
  process.on('SIGINT', hear)
  return stop.signal
}
