import { randomBytes } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { type Service, startService } from '../../src/stack/processes.ts'

/** Secrets of the endpoints of a test service, one each. */
export const TEST_SECRETS = {
  STRIPE_WEBHOOK_SECRET: 'whsec_stripe_test_secret',
  LOYALTEEZ_WEBHOOK_SECRET: 'whsec_loyalteez_test_secret',
  LOOPS_WEBHOOK_SECRET: 'whsec_loops_test_secret',
  LLAMAPAY_WEBHOOK_SECRET: 'llamapay_test_secret',
  CRYPTOPAY_WEBHOOK_SECRET: 'whsec_cryptopay_test_secret',
  RACH_WEBHOOK_SECRET: 'rach_test_secret',
  STANDARD_WEBHOOK_SECRET: `whsec_${Buffer.from('standard test secret').toString('base64')}`,
  OPERATOR_API_KEY: 'operator-test-key-0123456789',
  PII_KEY: 'ab'.repeat(32),
} as const

/** Environment of an API or worker process on the given servers. */
export const serviceEnv = (servers: {
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly taskQueue: string
}): NodeJS.ProcessEnv => ({
  ...process.env,
  ...TEST_SECRETS,
  DATABASE_URL: servers.databaseUrl,
  TEMPORAL_ADDRESS: servers.temporalAddress,
  TASK_QUEUE: servers.taskQueue,
  PORT: '0',
  WORKER_PORT: '0',
  LOG_LEVEL: 'debug',
})

/**
 * The API or the worker as a process of its own, to be killed at will. What it logs is kept in the run's folder, where
 * the last test of the run looks for personal data.
 */
export const startProgram = (name: 'api' | 'worker', env: NodeJS.ProcessEnv): Promise<Service> => {
  const folder = join(inject('runFolder'), 'logs')
  mkdirSync(folder, { recursive: true })
  const id = `${name}-${randomBytes(4).toString('hex')}`
  const dataDir = join(inject('runFolder'), id)
  mkdirSync(dataDir)
  return startService({
    name,
    program: new URL(name === 'api' ? '../../src/api/server.ts' : '../../src/worker.ts', import.meta.url),
    dataDir,
    env,
    ready: name === 'api' ? 'listening' : 'worker ready',
    log: (line) => appendFileSync(join(folder, `${id}.jsonl`), `${line}\n`),
  })
}

export const apiUrlOf = (api: Service): string => `http://127.0.0.1:${String(api.ready.port)}`
