import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { SETTINGS } from '../../src/settings.ts'

interface Service {
  image: string
  command?: string[]
  user?: string
  profiles?: string[]
  healthcheck?: { test: string[] }
  depends_on?: Record<string, { condition: string }>
  environment?: Record<string, string>
  ports?: string[]
  volumes?: string[]
}

const root = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url))
const text = readFileSync(root('docker-compose.yml'), 'utf8')
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}
const services = Object.entries(compose.services)
const service = (name: string): Service => compose.services[name]!
const dependencies = services.flatMap(([name, { depends_on = {} }]) =>
  Object.entries(depends_on).map(([on, { condition }]) => ({ name, on, condition })),
)
const isOneShot = (name: string): boolean =>
  dependencies.some(({ on, condition }) => on === name && condition === 'service_completed_successfully')
const ours = services.filter(([, { image }]) => image === 'quittance')

test('every service tells its health, or runs once and is waited for', () => {
  const silent = services.filter(([name, { healthcheck }]) => !healthcheck && !isOneShot(name))
  expect(silent).toEqual([])
})

test('each one-shot is waited for by a service that stays: else `up --wait` calls its end a failure', () => {
  const adopted = dependencies.filter(({ name }) => service(name).healthcheck).map(({ on }) => on)
  expect(services.map(([name]) => name).filter((name) => isOneShot(name) && !adopted.includes(name))).toEqual(
    [],
  )
})

test('nothing starts before what it needs is healthy or done', () => {
  for (const { name, on, condition } of dependencies) {
    const wanted = isOneShot(on) ? 'service_completed_successfully' : 'service_healthy'
    expect({ name, on, condition }).toEqual({ name, on, condition: wanted })
  }
  expect(service('api').depends_on).toHaveProperty('migrate')
  expect(service('worker').depends_on).toHaveProperty('migrate')
  expect(Object.keys(service('migrate').depends_on ?? {}).sort()).toEqual(['postgres', 'temporal-namespace'])
})

test('api, worker and migrate run one image: Debian slim, not as root, and programs that exist', () => {
  const dockerfile = readFileSync(root('Dockerfile'), 'utf8')
  expect(dockerfile.match(/^FROM .*/gm)).toEqual([
    'FROM node:24-bookworm-slim AS build',
    'FROM node:24-bookworm-slim',
  ])
  expect(dockerfile.match(/^USER .*/gm)).toEqual(['USER node'])
  expect(ours.map(([name]) => name).sort()).toEqual(['api', 'migrate', 'worker'])
  for (const [, { command = [], user }] of ours) {
    expect(user).toBeUndefined()
    const program = command[1]!.replace(/^dist/, 'src').replace(/\.js$/, '.ts')
    expect(existsSync(root(program)), program).toBe(true)
  }
})

test('every setting reaches the service, under the name it has in config.ts', () => {
  // The image's own: the policy file beside it, the queue all share, and what only the embedded stack reads.
  const fixed = new Set(['CONFIG_FILE', 'TASK_QUEUE', 'DATA_DIR'])
  const settings = Object.keys(SETTINGS.shape).filter((name) => !fixed.has(name))
  const given = new Set(ours.flatMap(([, { environment = {} }]) => Object.keys(environment)))
  expect([...given].filter((name) => !settings.includes(name) && name !== 'TEMPORAL_ADDRESS')).toEqual([])
  expect(settings.filter((name) => !given.has(name))).toEqual([])
})

test('defaults in the compose file are those of config.ts', () => {
  for (const [name, value] of ours.flatMap(([, { environment = {} }]) => Object.entries(environment))) {
    const [, given] = new RegExp(`^\\$\\{${name}:-(.+)\\}$`).exec(value) ?? []
    // Links lead where UI and console are published; behind Caddy the proxy is another container.
    if (given === undefined || /^(TEMPORAL_UI|CONSOLE)_URL$/.test(name) || name === 'TRUST_PROXY') continue
    const schema = SETTINGS.shape[name as keyof typeof SETTINGS.shape]
    expect({ [name]: schema.parse(given) }).toEqual({ [name]: schema.parse(undefined) })
  }
})

test('every variable the compose file reads is explained in .env.example', () => {
  const example = readFileSync(root('.env.example'), 'utf8')
  const read = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!)
  expect(read.length).toBeGreaterThan(0)
  expect(read.filter((name) => !new RegExp(`^(# )?${name}=`, 'm').test(example))).toEqual([])
})

test('nobody can start the service without a key for personal data', () => {
  expect(service('api').environment?.PII_KEY).toMatch(/^\$\{PII_KEY:\?/)
})

test('the key that mints reaches the worker alone, keys of routes the api alone, keys of providers’ APIs both', () => {
  const holding = (name: string) =>
    ours.filter(([, { environment = {} }]) => name in environment).map(([service]) => service)
  expect(holding('SIGNER_KEY')).toEqual(['worker'])
  expect(holding('STRIPE_SECRET_KEY')).toEqual(['api', 'worker'])
  expect(holding('LLAMAPAY_API_KEY')).toEqual(['api', 'worker'])
  expect(holding('CONSTRAINT_API_KEY')).toEqual(['api'])
  expect(holding('CHAIN_RPC_URL')).toEqual(['migrate', 'api', 'worker'])
})

test('in the UI, what could undo or repeat a payment is off; what operators decide by is on', () => {
  const off = ['WORKFLOW_TERMINATE', 'WORKFLOW_RESET', 'WORKFLOW_CANCEL', 'BATCH_ACTIONS', 'START_WORKFLOW']
  const disabled = Object.entries(service('temporal-ui').environment ?? {})
    .filter(([name, value]) => name.endsWith('_DISABLED') && value === 'true')
    .map(([name]) => name)
  expect(disabled.sort()).toEqual(off.map((name) => `TEMPORAL_${name}_DISABLED`).sort())
})

test('state is in named volumes, and what is mounted from here exists', () => {
  expect(Object.keys(compose.volumes).sort()).toEqual(['caddy', 'postgres'])
  for (const [, { volumes = [] }] of services) {
    for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
      expect(source.startsWith('./') ? existsSync(root(source)) : source in compose.volumes, source).toBe(
        true,
      )
    }
  }
})

test('only Caddy is open to the world; everything else listens for this machine', () => {
  const open = services.filter(([, { ports = [] }]) => ports.some((port) => !port.startsWith('127.0.0.1:')))
  expect(open.map(([name]) => name)).toEqual(['caddy'])
  expect(service('caddy').profiles).toEqual(['tls'])
})
