/**
 * Aborts at the first Ctrl-C, SIGTERM or closing of the terminal. A second one ends this process at once; the next run
 * cleans up after it.
 */
export const interruption = (): AbortSignal => {
  const asked = new AbortController()
  const interrupt = (): void => {
    if (asked.signal.aborted) process.exit(130)
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
