import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { nodeFlags } from '../../src/stack/node-flags.ts'

interface Doomed<T> {
  /** What it printed once its server was up. */
  readonly said: T
  readonly kill: () => Promise<void>
}

/** Runs a program that starts a server, and later kills it in the way that lets it clean up nothing. */
export const startDoomedParent = async <T>(program: URL, dataDir: string): Promise<Doomed<T>> => {
  const child = spawn(process.execPath, [...nodeFlags, fileURLToPath(program), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const died = once(child, 'exit')
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return {
    said: JSON.parse(line) as T,
    kill: async () => {
      child.kill('SIGKILL')
      await died
    },
  }
}
