import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createPublicClient, http, isAddress } from 'viem'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { nodeFlags } from '../../src/stack/node-flags.ts'
import { identityOf } from '../../src/stack/process-identity.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'

// Two whole starts, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 })

const START = fileURLToPath(new URL('../../src/stack/start.ts', import.meta.url))

let dataDir: string
let running: ChildProcess | undefined
beforeAll(() => {
  dataDir = makeScratchFolder()
})
afterAll(async () => {
  if (running?.exitCode === null && running.kill('SIGTERM')) await once(running, 'exit')
  removeScratchFolder(dataDir)
})

interface Started {
  readonly child: ChildProcess
  readonly api: string
  readonly ui: string
  readonly chain: string
  readonly contract: string
}

/** `npm start` with no settings but where its data go, and any port. */
const start = async (): Promise<Started> => {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, PORT: '0' }
  const child = spawn(process.execPath, [...nodeFlags, START], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  running = child
  const printed: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(line)
    if (line.includes('Ctrl-C')) break
  }
  child.stdout.resume()
  const text = printed.join('\n')
  const url = (name: string): string =>
    new RegExp(`${name} +(http://127\\.0\\.0\\.1:\\d+)`).exec(text)?.[1] ?? text
  const contract = /LTZ at (0x\w+)/.exec(text)?.[1] ?? text
  return { child, api: url('webhooks'), ui: url('Temporal UI'), chain: url('chain'), contract }
}

const clientOf = ({ chain }: Started) => createPublicClient({ transport: http(chain), cacheTime: 0 })

const codeOf = async (started: Started): Promise<string | undefined> =>
  isAddress(started.contract) ? clientOf(started).getCode({ address: started.contract }) : undefined

const serverPids = (): number[] =>
  readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pid') && !name.endsWith('postmaster.pid'))
    .map(
      (name) =>
        (JSON.parse(readFileSync(join(dataDir, name), 'utf8')) as { server: { pid: number } }).server.pid,
    )

test('npm start brings up everything with secrets of its own; Ctrl-C stops all of it within 20 s', async () => {
  const started = await start()
  const { child, api, ui } = started
  expect((await fetch(`${api}/readyz`)).status).toBe(200)
  expect((await fetch(ui)).status).toBe(200)
  expect((await fetch(`${api}/webhooks/stripe`, { method: 'POST', body: '{}' })).status).toBe(400)
  expect(readFileSync(join(dataDir, 'dev.env'), 'utf8')).toMatch(/^STRIPE_WEBHOOK_SECRET=whsec_.+$/m)
  expect(await clientOf(started).getChainId()).toBe(1868)
  expect(await codeOf(started)).toMatch(/^0x60/)
  const pids = serverPids()
  expect(pids).toHaveLength(5)

  const asked = Date.now()
  child.kill('SIGINT')
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(0)
  expect(Date.now() - asked).toBeLessThan(20_000)
  expect(pids.filter((pid) => identityOf(pid))).toEqual([])
  expect(serverPids()).toEqual([])
})

test('a run that was killed is cleaned up by the next, which goes on with its chain', async () => {
  const killed = await start()
  const { child, contract } = killed
  const height = await clientOf(killed).getBlockNumber()
  const orphans = serverPids()
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(orphans.filter((pid) => identityOf(pid))).toHaveLength(5)

  const started = await start()
  const { child: next, api } = started
  expect(orphans.filter((pid) => identityOf(pid))).toEqual([])
  expect((await fetch(`${api}/readyz`)).status).toBe(200)
  expect(started.contract).toBe(contract)
  expect(await codeOf(started)).toMatch(/^0x60/)
  expect(await clientOf(started).getBlockNumber()).toBeGreaterThanOrEqual(height)
  next.kill('SIGTERM')
  expect(((await once(next, 'exit')) as [number])[0]).toBe(0)
})
