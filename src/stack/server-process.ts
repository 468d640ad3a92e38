import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { removePidFile, writePidFile } from './pid-file.ts'
import { identityOf } from './process-identity.ts'
import { stopProcess } from './stop-process.ts'

export interface ServerCommand {
  readonly what: string
  readonly command: string
  readonly args: readonly string[]
  readonly logFile: string
  readonly pidFile: string
  readonly env?: NodeJS.ProcessEnv
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  readonly stopSignals: readonly NodeJS.Signals[]
  readonly graceMs: number
}

export interface ServerProcess {
  readonly pid: number
  /** Rejects when the server ends before anybody asked it to, with the end of its log. */
  readonly exited: Promise<never>
  readonly stop: () => Promise<void>
}

const tail = (file: string): string => readFileSync(file, 'utf8').trim().split('\n').slice(-8).join('\n')

/**
 * Starts a server that outlives a signal sent to our terminal (its own process group: on Ctrl-C the order of
 * stopping is ours) and writes to a file (a pipe would break under it when we are killed).
 */
export const startServerProcess = async (server: ServerCommand): Promise<ServerProcess> => {
  const log = openSync(server.logFile, 'w', 0o600)
  const child = spawn(server.command, server.args, {
    ...server.user,
    env: server.env ?? process.env,
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  const exited = once(child, 'exit').then(([code, signal]: unknown[]): never => {
    throw new Error(`${server.what} ended (${String(signal ?? code)}):\n${tail(server.logFile)}`)
  })
  exited.catch(() => undefined)
  await once(child, 'spawn')
  const identity = identityOf(child.pid ?? 0)
  if (identity) writePidFile(server.pidFile, identity.pid)
  return {
    pid: child.pid ?? 0,
    exited,
    stop: async () => {
      if (identity) await stopProcess(identity, server.stopSignals, server.graceMs)
      removePidFile(server.pidFile)
    },
  }
}
