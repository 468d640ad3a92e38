import { z } from 'zod'
import { preferPort } from './ports.ts'
import type { StackSettings } from './stack.ts'

const port = (what: string) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe(`Port of the embedded ${what}; unset: the usual one, or any free one where that is taken`)

/** Settings of the embedded stack alone; those of the service are in config.ts. */
export const STACK_SETTINGS = z.object({
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_NAMESPACE: z.string().optional(),
  CHAIN_RPC_URL: z.string().optional(),
  SMTP_URL: z.string().optional(),
  POSTGRES_PORT: port('Postgres'),
  TEMPORAL_PORT: port('Temporal server'),
  TEMPORAL_UI_PORT: port('Temporal UI'),
  ANVIL_PORT: port('chain'),
  SMTP_PORT: port('mail server'),
  MAIL_UI_PORT: port('page of mails'),
})

const USUAL = { postgres: 15432, temporal: 7233, ui: 8233, anvil: 8545, smtp: 1025, mailUi: 8025 } as const

/** Reads the stack's settings; a port that nobody set is the usual one while that is free. */
export const stackSettings = async (env: NodeJS.ProcessEnv): Promise<StackSettings> => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const settings = STACK_SETTINGS.parse(given)
  return {
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL,
    temporalAddress: settings.TEMPORAL_ADDRESS,
    namespace: settings.TEMPORAL_NAMESPACE,
    chainRpcUrl: settings.CHAIN_RPC_URL,
    smtpUrl: settings.SMTP_URL,
    postgresPort: settings.POSTGRES_PORT ?? (await preferPort(USUAL.postgres)),
    temporalPort: settings.TEMPORAL_PORT ?? (await preferPort(USUAL.temporal)),
    uiPort: settings.TEMPORAL_UI_PORT ?? (await preferPort(USUAL.ui)),
    anvilPort: settings.ANVIL_PORT ?? (await preferPort(USUAL.anvil)),
    smtpPort: settings.SMTP_PORT ?? (await preferPort(USUAL.smtp)),
    mailUiPort: settings.MAIL_UI_PORT ?? (await preferPort(USUAL.mailUi)),
  }
}
