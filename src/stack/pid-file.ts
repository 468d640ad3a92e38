import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts'
import { stopProcess } from './stop-process.ts'

/** Who runs, and who started it: a server whose owner was killed is a leftover, with a living owner it is in use. */
interface PidFile {
  readonly server: ProcessIdentity
  readonly owner: ProcessIdentity
}

export const writePidFile = (path: string, pid: number): void => {
  const [server, owner] = [identityOf(pid), identityOf(process.pid)]
  if (server && owner) writeFileSync(path, JSON.stringify({ server, owner } satisfies PidFile))
}

const readPidFile = (path: string): PidFile | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PidFile
  } catch {
    return undefined
  }
}

export const removePidFile = (path: string): void => rmSync(path, { force: true })

interface Leftover {
  readonly what: string
  readonly signals: readonly NodeJS.Signals[]
  readonly graceMs: number
}

/** Stops the server an earlier, killed run left behind; refuses to touch one whose owner still runs. */
export const stopLeftover = async (path: string, { what, signals, graceMs }: Leftover): Promise<void> => {
  const found = readPidFile(path)
  if (found && isAlive(found.server)) {
    if (isAlive(found.owner)) {
      throw new Error(
        `${what} (${path}) is in use by process ${found.owner.pid}: stop that, or set another DATA_DIR`,
      )
    }
    await stopProcess(found.server, signals, graceMs)
  }
  removePidFile(path)
}
