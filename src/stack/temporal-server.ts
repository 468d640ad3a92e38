import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Connection } from '@temporalio/client'
import { boot, retryPassing } from './boot.ts'
import { stopLeftover } from './pid-file.ts'
import { assertFree, freePort } from './ports.ts'
import { startServerProcess } from './server-process.ts'
import { findTemporal } from './temporal-binary.ts'
import { temporalCommand } from './temporal-tools.ts'

const run = promisify(execFile)

export interface TemporalOptions {
  readonly dataDir: string
  /** Any free port when not given; so is the UI's. */
  readonly port?: number | undefined
  readonly uiPort?: number | undefined
  readonly headless?: boolean
  /** Forgets everything when stopped, and is faster. */
  readonly inMemory?: boolean
  /** Made at the start, beside `default`. */
  readonly namespace?: string | undefined
  readonly say?: (message: string) => void
}

export interface TemporalServer {
  readonly address: string
  readonly uiUrl: string | undefined
  readonly pid: number
  readonly stop: () => Promise<void>
}

const STOPPING = { stopSignals: ['SIGTERM'], graceMs: 10_000 } as const

// One partition: with few workers, more only lengthen the tail (p99 −25…45 % measured).
const ONE_PARTITION = ['Read', 'Write'].flatMap((way) => [
  '--dynamic-config-value',
  `matching.numTaskqueue${way}Partitions=1`,
])

/** The database file in WAL mode: twice as fast, and still an fsync per commit. */
const storage = (folder: string, inMemory: boolean): string[] =>
  inMemory ? [] : ['--db-filename', join(folder, 'temporal.db'), '--sqlite-pragma', 'journal_mode=wal']

/** Without the UI, or with it and, where this release knows how, without its call home for news. */
const userInterface = async (binary: string, uiPort: number | undefined): Promise<string[]> => {
  if (uiPort === undefined) return ['--headless']
  const { stdout: help } = await run(binary, ['server', 'start-dev', '--help'])
  const noNews = '--ui-disable-news-fetch'
  return ['--ui-port', String(uiPort), ...(help.includes(noNews) ? [noNews] : [])]
}

const describeNamespace = async (address: string, namespace: string): Promise<void> => {
  const connection = await Connection.connect({ address, connectTimeout: '1s' })
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace }),
    )
  } finally {
    await connection.close()
  }
}

/** Through the UI to the server behind it: its pages alone come before it has found that. */
const askUi = async (url: string, namespace: string): Promise<void> => {
  const { ok, status } = await fetch(`${url}/api/v1/namespaces/${namespace}`, {
    signal: AbortSignal.timeout(2_000),
  })
  if (!ok) throw new Error(`the UI answered ${status}`)
}

const pidFileIn = (dataDir: string): string => join(resolve(dataDir), 'temporal.pid')

/** Stops the server that an earlier, killed run left in this folder. */
const stopLeftoverTemporal = (dataDir: string): Promise<void> => {
  const { stopSignals: signals, graceMs } = STOPPING
  return stopLeftover(pidFileIn(dataDir), { what: 'Temporal', signals, graceMs })
}

/** Temporal's development server under `<dataDir>`, on the loopback address only, with its web UI. */
export const startTemporal = async (options: TemporalOptions): Promise<TemporalServer> => {
  const { headless = false, inMemory = false, namespace = 'default', say = () => undefined } = options
  const folder = resolve(options.dataDir)
  mkdirSync(folder, { recursive: true })
  await stopLeftoverTemporal(folder)
  const binary = await findTemporal(temporalCommand, { say })

  await assertFree(options.port, 'TEMPORAL_PORT')
  await assertFree(options.uiPort, 'TEMPORAL_UI_PORT')
  const launch = async (): Promise<TemporalServer> => {
    const port = options.port ?? (await freePort())
    const uiPort = headless ? undefined : (options.uiPort ?? (await freePort()))
    const address = `127.0.0.1:${port}`
    const uiUrl = uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}`
    const listen = [
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--log-level',
      'warn',
      '--namespace',
      namespace,
    ]
    const ui = await userInterface(binary, uiPort)
    const args = ['server', 'start-dev', ...listen, ...storage(folder, inMemory), ...ONE_PARTITION, ...ui]
    const server = await boot({
      what: 'Temporal',
      start: () =>
        startServerProcess({
          what: 'Temporal',
          command: binary,
          args,
          logFile: join(folder, 'temporal.log'),
          pidFile: pidFileIn(folder),
          ...STOPPING,
        }),
      probe: async () => {
        await describeNamespace(address, namespace)
        if (uiUrl) await askUi(uiUrl, namespace)
      },
      timeoutMs: 60_000,
    })
    return { address, uiUrl, pid: server.pid, stop: server.stop }
  }
  return retryPassing(launch)
}
