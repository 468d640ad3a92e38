import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { boot, retryPassing } from './boot.ts'
import { stopLeftover } from './pid-file.ts'
import { assertFree, freePort } from './ports.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { ensureCluster } from './postgres-cluster.ts'
import { assertReachable, postgresUser } from './postgres-user.ts'
import { commandLine, identityOf } from './process-identity.ts'
import { type ServerCommand, startServerProcess } from './server-process.ts'
import { stopProcess } from './stop-process.ts'

export interface PostgresOptions {
  readonly dataDir: string
  /** Any free port when not given. */
  readonly port?: number | undefined
  /** Server settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface Postgres {
  /** The superuser's URL of database `postgres`. */
  readonly url: string
  readonly pid: number
  readonly stop: () => Promise<void>
}

// SIGINT is Postgres's "fast" shutdown, SIGQUIT its "immediate": the next start recovers from the log.
const STOPPING = { stopSignals: ['SIGINT', 'SIGQUIT'], graceMs: 10_000 } as const

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  synchronous_commit: 'on',
} as const

const homeIn = (dataDir: string): string => join(resolve(dataDir), 'postgres')
const pidFileIn = (dataDir: string): string => join(homeIn(dataDir), 'server.pid')

/** A postmaster whose pid file of ours was lost is known by Postgres's own. */
const stopByPostmasterPid = async (data: string): Promise<void> => {
  const file = join(data, 'postmaster.pid')
  let pid: number
  try {
    pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
  } catch {
    return
  }
  const found = identityOf(pid)
  if (found && commandLine(pid).includes(`-D ${data} `)) {
    await stopProcess(found, STOPPING.stopSignals, STOPPING.graceMs)
  }
  rmSync(file, { force: true })
}

const select1 = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
  } finally {
    await client.end()
  }
}

/** Stops the server that an earlier, killed run left in this folder. */
export const stopLeftoverPostgres = async (dataDir: string): Promise<void> => {
  const { stopSignals: signals, graceMs } = STOPPING
  await stopLeftover(pidFileIn(dataDir), { what: 'Postgres', signals, graceMs })
  await stopByPostmasterPid(join(homeIn(dataDir), 'data'))
}

/** A real Postgres under `<dataDir>/postgres`, on the loopback address only. */
export const startPostgres = async ({ dataDir, port, settings }: PostgresOptions): Promise<Postgres> => {
  const home = homeIn(dataDir)
  const [binaries, user] = [postgresBinaries(), await postgresUser()]
  if (user) for (const path of [home, binaries.postgres]) assertReachable(path, user)
  mkdirSync(home, { recursive: true })
  await stopLeftoverPostgres(dataDir)
  const { data, password } = await ensureCluster(home, binaries.initdb, user)

  await assertFree(port, 'POSTGRES_PORT')
  const launch = async (): Promise<Postgres> => {
    const chosen = port ?? (await freePort())
    const url = `postgresql://postgres:${password}@127.0.0.1:${chosen}/postgres`
    const flags = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ])
    const command: ServerCommand = {
      what: 'Postgres',
      command: binaries.postgres,
      args: ['-D', data, '-p', String(chosen), ...flags],
      logFile: join(home, 'server.log'),
      pidFile: pidFileIn(dataDir),
      user,
      ...STOPPING,
    }
    const start = () => startServerProcess(command)
    const server = await boot({ what: 'Postgres', start, probe: () => select1(url), timeoutMs: 30_000 })
    return { url, pid: server.pid, stop: server.stop }
  }
  return retryPassing(launch)
}
