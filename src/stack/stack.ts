import { createDatabase } from './create-database.ts'
import { startPostgres } from './postgres.ts'
import { buildUp } from './teardown.ts'
import { startTemporal } from './temporal-server.ts'

export interface StackSettings {
  readonly dataDir: string
  /** A Postgres of yours, instead of the embedded one. */
  readonly databaseUrl?: string | undefined
  /** A Temporal server of yours, instead of the embedded one. */
  readonly temporalAddress?: string | undefined
  readonly namespace?: string | undefined
  readonly postgresPort?: number | undefined
  readonly temporalPort?: number | undefined
  readonly uiPort?: number | undefined
  readonly say?: (message: string) => void
}

export interface Stack {
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly uiUrl: string | undefined
  readonly stop: () => Promise<void>
}

const DATABASE = 'quittance'

/** Postgres and Temporal, embedded where none is named; both run, or neither. */
export const startStack = (settings: StackSettings): Promise<Stack> =>
  buildUp(async (teardown) => {
    const { dataDir, say = () => undefined, namespace } = settings

    const embeddedDatabase = async (): Promise<string> => {
      say('starting Postgres …')
      const postgres = await startPostgres({ dataDir, port: settings.postgresPort })
      teardown.add(postgres.stop)
      return createDatabase(postgres.url, DATABASE)
    }
    const embeddedTemporal = async () => {
      say('starting Temporal …')
      const { temporalPort: port, uiPort } = settings
      const temporal = await startTemporal({ dataDir, port, uiPort, namespace, say })
      teardown.add(temporal.stop)
      return temporal
    }

    const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase())
    const { address: temporalAddress, uiUrl } = settings.temporalAddress
      ? { address: settings.temporalAddress, uiUrl: undefined }
      : await embeddedTemporal()
    return { databaseUrl, temporalAddress, uiUrl }
  })
