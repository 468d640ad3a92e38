import type { Logger } from '../logger.ts'

/** A supervisor that waits 20 s before it kills must see us gone by then. */
const WITHIN_MS = 19_000

/** Ends the process in order on SIGTERM or Ctrl-C; at once on the second. */
export function onShutdown(log: Logger, stop: () => Promise<void>): void {
  let stopping = false
  const handle = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'shutting down')
    setTimeout(() => {
      log.error('not done in time; what is left is taken up by the next start')
      process.exit(1)
    }, WITHIN_MS).unref()
    stop().then(
      () => {
        log.info('stopped')
        process.exit(0)
      },
      (error: unknown) => {
        log.error({ error: error instanceof Error ? error.message : typeof error }, 'shutdown failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', handle)
  process.on('SIGINT', handle)
}
