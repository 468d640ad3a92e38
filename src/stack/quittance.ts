import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { assertChainKept } from './chain-kept.ts'
import { developmentSecrets } from './dev-secrets.ts'
import { environmentFor } from './environment.ts'
import { hearingInfo } from './log-lines.ts'
import { nodeFlags } from './node-flags.ts'
import { type Service, type ServiceOptions, startService } from './processes.ts'
import { type Stack, type StackSettings, startStack } from './stack.ts'
import { buildUp } from './teardown.ts'

const run = promisify(execFile)

export interface QuittanceSettings extends StackSettings {
  readonly env: NodeJS.ProcessEnv
  /** What the programs log, line by line. */
  readonly log: (line: string) => void
  /** Stops the start between two of its steps. */
  readonly signal?: AbortSignal
}

export interface Quittance extends Stack {
  readonly apiUrl: string
  /** Where the secrets are kept that nobody had set. */
  readonly secretsFile: string
  /** The whole environment of the api, secrets included. */
  readonly env: NodeJS.ProcessEnv
  /** Rejects when api or worker ends unasked. */
  readonly broken: Promise<never>
}

const sibling = (file: string): URL => new URL(`../${file}`, import.meta.url)

const migrate = (env: NodeJS.ProcessEnv): Promise<unknown> =>
  run(process.execPath, [...nodeFlags, fileURLToPath(sibling('migrate.ts'))], { env })

type Services = readonly [worker: Promise<Service>, api: Promise<Service>]

const startServices = (
  common: Pick<ServiceOptions, 'dataDir' | 'env' | 'log'>,
  ofWorker: NodeJS.ProcessEnv,
): Services => [
  startService({
    ...common,
    env: { ...common.env, ...ofWorker },
    name: 'worker',
    program: sibling('worker.ts'),
    ready: 'worker ready',
  }),
  startService({ ...common, name: 'api', program: sibling('api/server.ts'), ready: 'listening' }),
]

/** Both at once; and one that still starts while the other failed is waited for, to be stopped too. */
const stopServices = async (starting: Services): Promise<void> => {
  const started = await Promise.allSettled(starting)
  await Promise.all(started.flatMap((it) => (it.status === 'fulfilled' ? [it.value.stop()] : [])))
}

/** The whole service on this machine: Postgres, Temporal, a chain, api and worker, migrated and ready. */
export const startQuittance = (settings: QuittanceSettings): Promise<Quittance> =>
  buildUp(async (teardown) => {
    const { dataDir, signal, say = () => undefined } = settings
    const step = (what: string): void => {
      signal?.throwIfAborted()
      say(what)
    }
    const { file: secretsFile, secrets } = developmentSecrets(dataDir)
    const stack = await startStack(settings)
    teardown.add(stack.stop)
    const { level, log } = hearingInfo({ level: settings.env.LOG_LEVEL || 'info', log: settings.log })
    const { env, ofWorker } = await environmentFor(stack, secrets, { ...settings.env, LOG_LEVEL: level })
    step('migrating …')
    await migrate(env)
    if (stack.chain) await assertChainKept(stack.databaseUrl, stack.chain)

    step('starting worker and api …')
    const starting = startServices({ dataDir, env, log }, ofWorker)
    teardown.add(() => stopServices(starting))
    const [worker, api] = await Promise.all(starting)

    const broken = Promise.race([api.exited, worker.exited])
    broken.catch(() => undefined)
    const apiUrl = `http://127.0.0.1:${String(api.ready.port)}`
    return { ...stack, apiUrl, secretsFile, env, broken }
  })
