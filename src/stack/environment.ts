import type { Anvil } from './anvil.ts'
import { preferPort } from './ports.ts'
import type { Stack } from './stack.ts'

/** Where the worker tells its health, unless that port is taken. */
const WORKER_PORT = 9464

/** The API's own, where nobody says otherwise. */
const PORT = '3000'

/** Leads nowhere, by RFC 2606. */
const MAIL_FROM = 'Quittance <shop@quittance.example>'

interface Environment {
  /** Of api and worker alike. */
  readonly env: NodeJS.ProcessEnv
  /** Of the worker alone: the key that mints. */
  readonly ofWorker: NodeJS.ProcessEnv
}

const withValue = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))

const whereChainIs = ({ rpcUrl, chainId, contractAddress }: Anvil): NodeJS.ProcessEnv => ({
  CHAIN_RPC_URL: rpcUrl,
  CHAIN_ID: String(chainId),
  LTZ_ADDRESS: contractAddress,
})

/** Of any free port nobody knows beforehand which it is. */
const consoleAt = (port: string): NodeJS.ProcessEnv =>
  port === '0' ? {} : { CONSOLE_URL: `http://127.0.0.1:${port}/console` }

/** What the programs are started with: where the stack is, and of all else what is given before what we make up. */
export const environmentFor = async (
  { databaseUrl, temporalAddress, uiUrl, chain, mail }: Stack,
  secrets: NodeJS.ProcessEnv,
  given: NodeJS.ProcessEnv,
): Promise<Environment> => {
  const { SIGNER_KEY: own, ...others } = withValue(given)
  // A key of yours belongs to a chain of yours: on the embedded one it could not mint.
  const SIGNER_KEY = chain?.minterKey ?? own
  const env: NodeJS.ProcessEnv = {
    ...secrets,
    WORKER_PORT: String(await preferPort(WORKER_PORT)),
    ...(uiUrl === undefined ? {} : { TEMPORAL_UI_URL: uiUrl }),
    ...consoleAt(others.PORT ?? PORT),
    // Nobody shows this chain's pages: its links lead at least not to those of another.
    ...(chain === undefined ? {} : { BLOCK_EXPLORER_URL: chain.rpcUrl }),
    ...(mail === undefined ? {} : { MAIL_FROM }),
    ...others,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    ...(chain === undefined ? {} : whereChainIs(chain)),
    ...(mail === undefined ? {} : { SMTP_URL: mail.smtpUrl }),
  }
  return { env, ofWorker: SIGNER_KEY === undefined ? {} : { SIGNER_KEY } }
}
