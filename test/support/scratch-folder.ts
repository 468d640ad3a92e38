import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopLeftover } from '../../src/stack/pid-file.ts'
import { stopLeftoverPostgres } from '../../src/stack/postgres.ts'
import { identityOf, isAlive, type ProcessIdentity } from '../../src/stack/process-identity.ts'

const PREFIX = 'quittance-test-'
const OWNER = 'owner.json'
const HOUR_MS = 3_600_000

/** A folder of this run, which user `postgres` may enter as well; a later run removes it if this one is killed. */
export const makeScratchFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, OWNER), JSON.stringify(identityOf(process.pid)))
  return folder
}

export const removeScratchFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

const isOrphan = (folder: string): boolean => {
  try {
    return !isAlive(JSON.parse(readFileSync(join(folder, OWNER), 'utf8')) as ProcessIdentity)
  } catch {
    // Perhaps just being made.
    return (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) < Date.now() - HOUR_MS
  }
}

const pidFilesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pid') && !name.endsWith('postmaster.pid'))
    .map((name) => join(folder, name))

const sweep = async (folder: string): Promise<void> => {
  await stopLeftoverPostgres(folder)
  for (const file of pidFilesIn(folder)) {
    await stopLeftover(file, { what: 'a leftover', signals: ['SIGTERM'], graceMs: 5_000 })
  }
  removeScratchFolder(folder)
}

/** Stops and removes what killed runs left behind: servers, programs, folders. */
export const sweepScratchFolders = async (): Promise<void> => {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX))
  for (const folder of folders.map((name) => join(tmpdir(), name)).filter(isOrphan)) {
    // Refused while a test process of the killed run is still ending: then it is for the next sweep.
    await sweep(folder).catch(() => undefined)
  }
}
