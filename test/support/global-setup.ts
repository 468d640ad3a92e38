import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { migrate, registerSearchAttributes } from '../../src/migrate.ts'
import { createDatabase, dropDatabase } from '../../src/stack/create-database.ts'
import { startPostgres } from '../../src/stack/postgres.ts'
import { createTeardown, type Teardown } from '../../src/stack/teardown.ts'
import { findTemporal } from '../../src/stack/temporal-binary.ts'
import { startTemporal } from '../../src/stack/temporal-server.ts'
import { temporalTestServer } from '../../src/stack/temporal-tools.ts'
import { makeScratchFolder, removeScratchFolder, sweepScratchFolders } from './scratch-folder.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Database server of the run, as its administrator. */
    postgresUrl: string
    /** Migrated once; databases of test files are copies of it. */
    templateDatabase: string
    temporalAddress: string
    temporalNamespace: string
    /** Where files of the whole run are kept, such as the workflow bundle. */
    runFolder: string
  }
}

const NAMESPACE = 'default'
// Nothing of a test outlives the machine: no need to wait for its disk.
const FAST = { fsync: 'off', full_page_writes: 'off', max_connections: '300' }

const databaseServer = async (dataDir: string, teardown: Teardown): Promise<string> => {
  const given = process.env.QUITTANCE_TEST_DATABASE_URL
  if (given) return given
  const postgres = await startPostgres({ dataDir, settings: FAST })
  teardown.add(postgres.stop)
  return postgres.url
}

const temporalServer = async (dataDir: string, teardown: Teardown): Promise<string> => {
  const temporal = await startTemporal({ dataDir, headless: true, inMemory: true, say: console.log })
  teardown.add(temporal.stop)
  await registerSearchAttributes({ address: temporal.address, namespace: NAMESPACE })
  return temporal.address
}

const migratedTemplate = async (postgresUrl: string, teardown: Teardown): Promise<string> => {
  const name = `quittance_test_${randomBytes(6).toString('hex')}`
  teardown.add(() => dropDatabase(postgresUrl, name))
  await migrate({ databaseUrl: await createDatabase(postgresUrl, name) })
  return name
}

const start = async (project: TestProject, teardown: Teardown): Promise<void> => {
  const folder = makeScratchFolder()
  teardown.add(async () => removeScratchFolder(folder))
  const database = async () => {
    const url = await databaseServer(folder, teardown)
    return { url, template: await migratedTemplate(url, teardown) }
  }
  const servers = [database(), temporalServer(folder, teardown)] as const
  // Fetched now, at the first run, and not within some test's time. Where it is not to be had, that test says why.
  const testServer = findTemporal(temporalTestServer, { say: console.log })
  // What still starts while the other fails must be there to be stopped.
  await Promise.allSettled([...servers, testServer])
  const [{ url, template }, temporalAddress] = await Promise.all(servers)
  project.provide('postgresUrl', url)
  project.provide('templateDatabase', template)
  project.provide('temporalAddress', temporalAddress)
  project.provide('temporalNamespace', NAMESPACE)
  project.provide('runFolder', folder)
  // For the tests that look at the whole run afterwards: they are a project of their own, without servers.
  process.env.QUITTANCE_TEST_RUN = JSON.stringify({ temporalAddress, runFolder: folder })
}

/** One Postgres and one Temporal server for the whole run, on free ports, gone afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepScratchFolders()
  const teardown = createTeardown()
  try {
    await start(project, teardown)
    return teardown.run
  } catch (error) {
    await teardown.run().catch(() => undefined)
    throw error
  }
}
