import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Connection } from '@temporalio/client'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import { loadDatabaseUrl } from './config.ts'
import { SEARCH_ATTRIBUTES } from './workflows/search-attributes.ts'

/** Any number: all that migrate this database wait for it in turn. */
const MIGRATION_LOCK = 4_815_162_342

/** IndexedValueType.KEYWORD of Temporal's API (temporal/api/enums/v1/common.proto). */
const KEYWORD = 2

/** Folders with `migrations/*.sql` (forward only, one numbering over all) and `functions/*.sql` (re-applied each time). */
const FOLDERS = ['inbox', 'ledger', 'mint', 'constraints', 'delivery', 'reconcile', 'audit', 'evidence'].map(
  (name) => fileURLToPath(new URL(`./${name}`, import.meta.url)),
)

/** Brings the database up to date. Safe to run again, and from several processes at once: the later ones wait. */
export async function migrate({ databaseUrl }: { databaseUrl: string }): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await runner({
      dbClient: client,
      dir: FOLDERS.map((folder) => `${folder}/migrations/*.sql`),
      useGlob: true,
      migrationsTable: 'schema_migration',
      direction: 'up',
      noLock: true,
      log: () => undefined,
    })
    await applyFunctions(client)
  } finally {
    await client.end()
  }
}

/** Every function in one transaction, in file name order: all of them `create or replace`. */
async function applyFunctions(client: pg.Client): Promise<void> {
  const files = FOLDERS.map((folder) => `${folder}/functions`)
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .sort()
        .map((file) => `${folder}/${file}`),
    )
  const sql = files.map((file) => readFileSync(file, 'utf8')).join('\n')
  await client.query(`begin;\n${sql}\ncommit;`)
}

/** Registers the search attributes the namespace lacks, and waits until the server knows them all. */
export async function registerSearchAttributes(server?: {
  address: string
  namespace: string
}): Promise<void> {
  const { connectionOptions, namespace = 'default' } = server
    ? { connectionOptions: { address: server.address }, namespace: server.namespace }
    : loadClientConnectConfig()
  const connection = await Connection.connect(connectionOptions)
  try {
    const missing = await missingAttributes(connection, namespace)
    if (missing.length === 0) return
    const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]))
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes })
    while ((await missingAttributes(connection, namespace)).length > 0)
      await new Promise((done) => setTimeout(done, 200))
  } finally {
    await connection.close()
  }
}

async function missingAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  return SEARCH_ATTRIBUTES.map(({ name }) => name).filter(
    (name) => !Object.hasOwn(customAttributes ?? {}, name),
  )
}

async function main(): Promise<void> {
  await migrate({ databaseUrl: loadDatabaseUrl() })
  process.stdout.write('database is up to date\n')
  await registerSearchAttributes()
  process.stdout.write('search attributes are registered\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
