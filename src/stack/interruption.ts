/** npm and tsx pass a Ctrl-C on that this process has got from the terminal, too. */
const SAME_MS = 1_000

/**
 * Aborts at the first Ctrl-C, SIGTERM or closing of the terminal. A second one ends this process at once; the next run
 * cleans up after it.
 */
export const interruption = (): AbortSignal => {
  const asked = new AbortController()
  let first = 0
  const interrupt = (): void => {
    if (asked.signal.aborted) {
      if (Date.now() - first > SAME_MS) process.exit(130)
      return
    }
    first = Date.now()
    asked.abort(new Error('interrupted'))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
  return asked.signal
}

/** Resolves when aborted; rejects if what is watched breaks first. */
export const untilAborted = async (signal: AbortSignal, broken: Promise<never>): Promise<void> => {
  const aborted = new Promise<void>((done) => {
    if (signal.aborted) done()
    signal.addEventListener('abort', () => done())
  })
  await Promise.race([aborted, broken])
}
