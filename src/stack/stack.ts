import { type Anvil, startAnvil } from './anvil.ts'
import { createDatabase } from './create-database.ts'
import { type MailSink, startMailSink } from './mail-sink.ts'
import { startPostgres } from './postgres.ts'
import { buildUp, type Teardown, together } from './teardown.ts'
import { startTemporal } from './temporal-server.ts'

export interface StackSettings {
  readonly dataDir: string
  /** A Postgres of yours, instead of the embedded one. */
  readonly databaseUrl?: string | undefined
  /** A Temporal server of yours, instead of the embedded one. */
  readonly temporalAddress?: string | undefined
  readonly namespace?: string | undefined
  /** A chain of yours, instead of the embedded one. */
  readonly chainRpcUrl?: string | undefined
  /** A mail server of yours, instead of the embedded one. */
  readonly smtpUrl?: string | undefined
  readonly postgresPort?: number | undefined
  readonly temporalPort?: number | undefined
  readonly uiPort?: number | undefined
  readonly anvilPort?: number | undefined
  readonly smtpPort?: number | undefined
  readonly mailUiPort?: number | undefined
  readonly say?: (message: string) => void
}

export interface Stack {
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly uiUrl: string | undefined
  /** Missing where the chain is yours. */
  readonly chain: Anvil | undefined
  /** Missing where the mail server is yours. */
  readonly mail: MailSink | undefined
  readonly stop: () => Promise<void>
}

const DATABASE = 'quittance'

/** Postgres, Temporal, a chain and a mail server, embedded where none is named; all of them run, or none. */
export const startStack = (settings: StackSettings): Promise<Stack> =>
  buildUp(async (teardown) => {
    const [databaseUrl, { address: temporalAddress, uiUrl }, chain, mail] = await together([
      settings.databaseUrl ?? embeddedDatabase(settings, teardown),
      settings.temporalAddress
        ? { address: settings.temporalAddress, uiUrl: undefined }
        : embeddedTemporal(settings, teardown),
      settings.chainRpcUrl === undefined ? embeddedChain(settings, teardown) : undefined,
      settings.smtpUrl === undefined ? embeddedMail(settings, teardown) : undefined,
    ])
    return { databaseUrl, temporalAddress, uiUrl, chain, mail }
  })

const embeddedDatabase = async (
  { dataDir, postgresPort: port, say }: StackSettings,
  teardown: Teardown,
): Promise<string> => {
  say?.('starting Postgres …')
  const postgres = await startPostgres({ dataDir, port })
  teardown.add(postgres.stop)
  return createDatabase(postgres.url, DATABASE)
}

const embeddedTemporal = async (settings: StackSettings, teardown: Teardown) => {
  const { dataDir, temporalPort: port, uiPort, namespace, say = () => undefined } = settings
  say('starting Temporal …')
  const temporal = await startTemporal({ dataDir, port, uiPort, namespace, say })
  teardown.add(temporal.stop)
  return temporal
}

const embeddedChain = async (
  { dataDir, anvilPort: port, say }: StackSettings,
  teardown: Teardown,
): Promise<Anvil> => {
  say?.('starting a chain …')
  const anvil = await startAnvil({ dataDir, port })
  teardown.add(anvil.stop)
  return anvil
}

const embeddedMail = async (
  { smtpPort, mailUiPort: uiPort }: StackSettings,
  teardown: Teardown,
): Promise<MailSink> => {
  const sink = await startMailSink({ smtpPort, uiPort })
  teardown.add(sink.stop)
  return sink
}
