import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { fieldsOf } from './log-lines.ts'
import { nodeFlags } from './node-flags.ts'
import { removePidFile, stopLeftover, writePidFile } from './pid-file.ts'
import { identityOf } from './process-identity.ts'
import { stopProcess } from './stop-process.ts'

export interface ServiceOptions {
  readonly name: 'api' | 'worker'
  readonly program: URL
  readonly dataDir: string
  readonly env: NodeJS.ProcessEnv
  /** The `msg` of the log line by which the program says that it is ready. */
  readonly ready: string
  /** Every line it logs. */
  readonly log: (line: string) => void
  /** How long it may take to end by itself. */
  readonly graceMs?: number
}

export interface Service {
  readonly pid: number
  /** The log line by which it said that it is ready. */
  readonly ready: Readonly<Record<string, unknown>>
  /** Rejects when the program ends unasked. */
  readonly exited: Promise<never>
  /** SIGTERM, and when its grace is over SIGKILL. */
  readonly stop: () => Promise<void>
}

const SIGNALS = ['SIGTERM'] as const
const GRACE_MS = 20_000
const READY_WITHIN_MS = 120_000

const within = async <T>(promise: Promise<T>, ms: number, what: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} was not ready within ${ms / 1000} s`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

const pidFileOf = ({ dataDir, name }: ServiceOptions): string => join(resolve(dataDir), `${name}.pid`)

const spawnProgram = ({ program, env }: ServiceOptions) => {
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const path = fileURLToPath(program)
  // Its own group: on Ctrl-C it is we who stop it, in our order.
  return spawn(process.execPath, [...(path.endsWith('.ts') ? nodeFlags : []), path], {
    env,
    stdio: [...stdio],
    detached: true,
  })
}

/** Starts one program of the service and waits until it says that it is ready. */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const pidFile = pidFileOf(options)
  const graceMs = options.graceMs ?? GRACE_MS
  await stopLeftover(pidFile, { what: `the ${options.name}`, signals: SIGNALS, graceMs })
  const child = spawnProgram(options)
  const exited = once(child, 'exit').then(([code, signal]: unknown[]): never => {
    throw new Error(`the ${options.name} ended (${String(signal ?? code)}); its log says why`)
  })
  exited.catch(() => undefined)
  await once(child, 'spawn')
  const identity = identityOf(child.pid ?? 0)
  if (identity) writePidFile(pidFile, identity.pid)
  const stop = async (): Promise<void> => {
    if (identity) await stopProcess(identity, SIGNALS, graceMs)
    removePidFile(pidFile)
  }
  const saidReady = new Promise<Readonly<Record<string, unknown>>>((done) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      options.log(line)
      const said = fieldsOf(line)
      if (said.msg === options.ready) done(said)
    })
  })
  try {
    const ready = await within(Promise.race([saidReady, exited]), READY_WITHIN_MS, `the ${options.name}`)
    return { pid: child.pid ?? 0, ready, exited, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
