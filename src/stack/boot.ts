import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from './server-process.ts'
import { waitUntil } from './wait-until.ts'

interface Boot {
  readonly what: string
  readonly start: () => Promise<ServerProcess>
  /** Throws until the server really answers. */
  readonly probe: () => Promise<void>
  readonly timeoutMs: number
}

/** Starts a server and waits until it answers; if it ends or stays silent, nothing of it is left running. */
export const boot = async ({ what, start, probe, timeoutMs }: Boot): Promise<ServerProcess> => {
  const server = await start()
  const over = new AbortController()
  try {
    await Promise.race([server.exited, waitUntil(probe, { what, timeoutMs, signal: over.signal })])
    return server
  } catch (error) {
    await server.stop()
    throw error
  } finally {
    over.abort()
  }
}

// Ports are chosen before the server binds them; and a killed postmaster's children hold its memory for a moment.
const PASSING = /already in use|could not bind|shared memory block/i
const TRIES = 5

export const retryPassing = async <T>(start: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start()
    } catch (error) {
      if (tries === TRIES || !PASSING.test(String(error))) throw error
      await sleep(200 * tries)
    }
  }
}
