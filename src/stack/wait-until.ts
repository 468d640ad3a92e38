import { setTimeout as sleep } from 'node:timers/promises'

interface Wait {
  readonly what: string
  readonly timeoutMs: number
  readonly everyMs?: number
  readonly signal?: AbortSignal
}

/** Tries again until `attempt` returns; past the deadline, throws what the last attempt threw as the cause. */
export const waitUntil = async <T>(
  attempt: () => Promise<T>,
  { what, timeoutMs, everyMs = 50, signal }: Wait,
): Promise<T> => {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    try {
      return await attempt()
    } catch (cause) {
      if (Date.now() > deadline)
        throw new Error(`${what} was not ready within ${timeoutMs / 1000} s`, { cause })
      await sleep(everyMs, undefined, { signal })
    }
  }
}
