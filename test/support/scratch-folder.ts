import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopLeftoverPostgres } from '../../src/stack/postgres.ts'
import { identityOf, isAlive, type ProcessIdentity } from '../../src/stack/process-identity.ts'
import { stopLeftoverTemporal } from '../../src/stack/temporal-server.ts'

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

/** Stops and removes what killed runs left behind. */
export const sweepScratchFolders = async (): Promise<void> => {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX))
  for (const folder of folders.map((name) => join(tmpdir(), name)).filter(isOrphan)) {
    await stopLeftoverPostgres(folder)
    await stopLeftoverTemporal(folder)
    removeScratchFolder(folder)
  }
}
