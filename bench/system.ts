import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client, Connection } from '@temporalio/client'
import pg from 'pg'
import { migrate, registerSearchAttributes } from '../src/migrate.ts'
import { startAnvil } from '../src/stack/anvil.ts'
import { createDatabase } from '../src/stack/create-database.ts'
import { developmentSecrets } from '../src/stack/dev-secrets.ts'
import { nodeFlags } from '../src/stack/node-flags.ts'
import { startPostgres } from '../src/stack/postgres.ts'
import { startService } from '../src/stack/processes.ts'
import { buildUp, type Teardown } from '../src/stack/teardown.ts'
import { startTemporal } from '../src/stack/temporal-server.ts'

/** The whole service on fresh servers, every process its own, and what is needed to load and to measure it. */
export interface System {
  readonly apiUrl: string
  readonly secret: string
  readonly rachSecret: string
  readonly operatorKey: string
  readonly pool: pg.Pool
  readonly client: Client
  readonly pids: {
    readonly api: number
    readonly worker: number
    readonly bareWorker: number
    readonly temporal: number
    readonly postgres: number
  }
  readonly stop: () => Promise<void>
}

/** `chain`: with a chain of its own, of blocks a second apart, on which Stripe checkouts are minted. */
export function startSystem({ chain = false } = {}): Promise<System> {
  return buildUp(async (teardown) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'quittance-bench-'))
    chmodSync(dataDir, 0o755)
    teardown.add(async () => rmSync(dataDir, { recursive: true, force: true }))
    const postgres = await startPostgres({ dataDir, settings: { track_commit_timestamp: 'on' } })
    teardown.add(postgres.stop)
    const temporal = await startTemporal({ dataDir, headless: true })
    teardown.add(temporal.stop)
    const databaseUrl = await createDatabase(postgres.url, `bench_${randomBytes(4).toString('hex')}`)
    await migrate({ databaseUrl })
    await registerSearchAttributes({ address: temporal.address, namespace: 'default' })

    const minting = chain ? await startMinting(dataDir, teardown) : {}
    const { secrets } = developmentSecrets(dataDir)
    const env = {
      ...process.env,
      ...secrets,
      ...minting,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporal.address,
      PORT: '0',
      WORKER_PORT: '0',
      LOG_LEVEL: 'info',
    }
    const common = { dataDir, env, log: () => undefined }
    const worker = await startService({
      ...common,
      name: 'worker',
      program: new URL('../src/worker.ts', import.meta.url),
      ready: 'worker ready',
    })
    teardown.add(worker.stop)
    const api = await startService({
      ...common,
      name: 'api',
      program: new URL('../src/api/server.ts', import.meta.url),
      ready: 'listening',
    })
    teardown.add(api.stop)
    const bareWorker = await startBareWorker(temporal.address)
    teardown.add(bareWorker.stop)

    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
    teardown.add(() => pool.end())
    const connection = await Connection.connect({ address: temporal.address })
    teardown.add(() => connection.close())
    return {
      apiUrl: `http://127.0.0.1:${String(api.ready.port)}`,
      secret: secrets.STRIPE_WEBHOOK_SECRET ?? '',
      rachSecret: secrets.RACH_WEBHOOK_SECRET ?? '',
      operatorKey: secrets.OPERATOR_API_KEY ?? '',
      pool,
      client: new Client({ connection }),
      pids: {
        api: api.pid,
        worker: worker.pid,
        bareWorker: bareWorker.pid,
        temporal: temporal.pid,
        postgres: postgres.pid,
      },
    }
  })
}

async function startMinting(dataDir: string, teardown: Teardown): Promise<NodeJS.ProcessEnv> {
  const { rpcUrl, chainId, contractAddress, minterKey, stop } = await startAnvil({ dataDir, blockTimeS: 1 })
  teardown.add(stop)
  return {
    CHAIN_RPC_URL: rpcUrl,
    CHAIN_ID: String(chainId),
    LTZ_ADDRESS: contractAddress,
    SIGNER_KEY: minterKey,
  }
}

async function startBareWorker(address: string): Promise<{ pid: number; stop: () => Promise<void> }> {
  const program = fileURLToPath(new URL('./bare/worker.ts', import.meta.url))
  const child = spawn(process.execPath, [...nodeFlags, program], {
    env: { ...process.env, TEMPORAL_ADDRESS: address },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('worker ready')) break
  child.stdout.resume()
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  return { pid: child.pid ?? 0, stop }
}
