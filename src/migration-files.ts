import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folders with `migrations/*.sql` (forward only, one numbering over all) and `functions/*.sql` (re-applied each time). */
export const MIGRATION_FOLDERS: readonly string[] = [
  'inbox',
  'ledger',
  'mint',
  'constraints',
  'delivery',
  'reconcile',
  'audit',
  'evidence',
].map((name) => fileURLToPath(new URL(`./${name}`, import.meta.url)))

/** Where node-pg-migrate keeps which migrations were made. */
export const MIGRATIONS_TABLE = 'schema_migration'

/** Every migration of this version, by the name it is kept under. */
export function migrationNames(): readonly string[] {
  return MIGRATION_FOLDERS.flatMap((folder) => readdirSync(join(folder, 'migrations')))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => basename(file, '.sql'))
    .sort()
}
