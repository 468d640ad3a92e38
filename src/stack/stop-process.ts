import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, type ProcessIdentity } from './process-identity.ts'

const send = ({ pid }: ProcessIdentity, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // It went away between the look and the signal: that is what was wanted.
  }
}

const gone = async (target: ProcessIdentity, withinMs: number): Promise<boolean> => {
  const deadline = Date.now() + withinMs
  while (isAlive(target)) {
    if (Date.now() > deadline) return false
    await sleep(25)
  }
  return true
}

/** Asks with each signal in turn, waiting up to `graceMs` after each; SIGKILL is the last resort. */
export const stopProcess = async (
  target: ProcessIdentity,
  signals: readonly NodeJS.Signals[],
  graceMs: number,
): Promise<void> => {
  for (const signal of [...signals, 'SIGKILL'] as const) {
    if (!isAlive(target)) return
    send(target, signal)
    if (await gone(target, graceMs)) return
  }
  throw new Error(`process ${target.pid} did not end, not even by SIGKILL`)
}
