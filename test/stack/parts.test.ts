import { lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { developmentSecrets } from '../../src/stack/dev-secrets.ts'
import { hearingInfo } from '../../src/stack/log-lines.ts'
import { stopLeftover } from '../../src/stack/pid-file.ts'
import { freePort, preferPort } from '../../src/stack/ports.ts'
import { makeLinks } from '../../src/stack/postgres-binaries.ts'
import { identityOf } from '../../src/stack/process-identity.ts'
import { startStack } from '../../src/stack/stack.ts'
import { buildUp, together } from '../../src/stack/teardown.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'

let folder: string
beforeAll(() => {
  folder = makeScratchFolder()
})
afterAll(() => removeScratchFolder(folder))

test('parts stop in reverse order, and one that fails does not keep the others running', async () => {
  const stopped: string[] = []
  const { stop } = await buildUp(async ({ add }) => {
    add(async () => void stopped.push('first'))
    add(() => Promise.reject(new Error('stuck')))
    add(async () => void stopped.push('third'))
    return {}
  })
  await expect(stop()).rejects.toThrow('not everything could be stopped')
  expect(stopped).toEqual(['third', 'first'])
})

test('error: when a part does not start, those before it are stopped', async () => {
  const stopped: string[] = []
  const broken = buildUp(async ({ add }) => {
    add(async () => void stopped.push('first'))
    throw new Error('no second')
  })
  await expect(broken).rejects.toThrow('no second')
  expect(stopped).toEqual(['first'])
})

test('error: of parts started at once, the one still starting when another fails is stopped too', async () => {
  const stopped: string[] = []
  const broken = buildUp(async ({ add }) => {
    const slow = new Promise<void>((started) => {
      setImmediate(() => {
        add(async () => void stopped.push('slow'))
        started()
      })
    })
    await together([slow, Promise.reject(new Error('no port'))])
    return {}
  })
  await expect(broken).rejects.toThrow('no port')
  expect(stopped).toEqual(['slow'])
})

test('servers of yours replace the embedded ones: nothing is started', async () => {
  const own = { databaseUrl: 'postgresql://db.example/shop', temporalAddress: 'temporal.example:7233' }
  const yours = { chainRpcUrl: 'https://rpc.example', smtpUrl: 'smtp://mail.example' }
  const settings = { dataDir: join(folder, 'unused'), ...yours, ...own }
  const { stop, ...stack } = await startStack(settings)
  expect(stack).toEqual({ ...own, uiUrl: undefined, chain: undefined, mail: undefined })
  expect(lstatSync(join(folder, 'unused'), { throwIfNoEntry: false })).toBeUndefined()
  await stop()
})

test('development secrets are made once, kept readable by their owner alone, and satisfy the configuration', () => {
  const first = developmentSecrets(join(folder, 'secrets'))
  expect(developmentSecrets(join(folder, 'secrets'))).toEqual(first)
  expect(statSync(first.file).mode & 0o777).toBe(0o600)
  const config = loadConfig({ ...first.secrets, DATABASE_URL: 'postgresql://127.0.0.1/shop' })
  expect(config.endpoints.map(({ slug }) => slug).sort()).toEqual([
    'cryptopay',
    'llamapay',
    'loops',
    'loyalteez',
    'rach',
    'standard',
    'stripe',
  ])
})

test('a pid that has passed to another process is not taken for the leftover', async () => {
  const file = join(folder, 'reused.pid')
  const server = { pid: process.ppid, startedAt: 'long ago' }
  writeFileSync(file, JSON.stringify({ server, owner: server }))
  await stopLeftover(file, { what: 'a server', signals: ['SIGTERM'], graceMs: 100 })
  expect(identityOf(process.ppid)).toBeDefined()
  expect(lstatSync(file, { throwIfNoEntry: false })).toBeUndefined()
})

test('links that npm could not carry are made, and those that are there are left', () => {
  const home = join(folder, 'package')
  mkdirSync(join(home, 'native/lib'), { recursive: true })
  writeFileSync(join(home, 'native/lib/libpq.so.5.18'), 'library')
  const links = [
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
  ]
  writeFileSync(join(home, 'native/pg-symlinks.json'), JSON.stringify(links))
  makeLinks(home)
  makeLinks(home)
  for (const { target } of links) expect(readFileSync(join(home, target), 'utf8')).toBe('library')
})

test('a usual port is taken while it is free, else any other', async () => {
  const usual = await freePort()
  expect(await preferPort(usual)).toBe(usual)
  const { createServer } = await import('node:net')
  const holder = createServer().listen(usual, '127.0.0.1')
  await new Promise((done) => holder.once('listening', done))
  expect(await preferPort(usual)).not.toBe(usual)
  holder.close()
})

test.each([
  ['silent', []],
  ['error', ['failed']],
  ['warn', ['slow', 'failed']],
  ['info', ['listening', 'slow', 'failed']],
])(
  'a log wanted at level %s still tells us that a program is ready, and prints no more than wanted',
  (wanted, kept) => {
    const printed: string[] = []
    const { level, log } = hearingInfo({ level: wanted, log: (line) => printed.push(line) })
    expect(level).toBe('info')
    const lines = { listening: 30, slow: 40, failed: 50 }
    for (const [msg, at] of Object.entries(lines)) log(JSON.stringify({ msg, level: at }))
    expect(printed.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(kept)
  },
)
