import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { ProviderSettings } from '../providers/provider.ts'
import { CliError, EXIT, type Io } from './io.ts'

type Env = Io['env']

/** What `npm start` works with: the environment, behind it `.env`, and behind that what it made up itself. */
export function cliEnvironment({ env, folder }: Io): Env {
  const given = { ...envFile(join(folder, '.env')), ...withValue(env) }
  return { ...envFile(resolve(folder, given.DATA_DIR ?? '.data', 'dev.env')), ...given }
}

function envFile(path: string): Env {
  return existsSync(path) ? withValue(parseEnv(readFileSync(path, 'utf8'))) : {}
}

function withValue(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

/** Where the service is: `--url`, else QUITTANCE_URL, else this machine. */
export function serviceUrl(env: Env, option: string | undefined): string {
  const url = option ?? env.QUITTANCE_URL ?? `http://127.0.0.1:${env.PORT ?? '3000'}`
  if (!URL.canParse(url)) throw new CliError(`"${url}" is not a URL`, EXIT.usage)
  return url.replace(/\/+$/, '')
}

/** The secret to sign with: while several are set, the first that has not ended. */
export function signingSecret(env: Env, provider: string): string {
  const name = `${provider.toUpperCase()}_WEBHOOK_SECRET`
  const secret = (env[name] ?? '')
    .split(',')
    .map((entry) => /^\s*(.*?)(?:@(\d{4}-.*?))?\s*$/.exec(entry))
    .find((entry) => entry?.[1] && (entry[2] === undefined || new Date(entry[2]) > new Date()))?.[1]
  if (secret === undefined) throw new CliError(`set ${name} to what the endpoint verifies with`, EXIT.usage)
  return secret
}

export function signingSettings(env: Env): ProviderSettings {
  return {
    cryptopayScheme: env.CRYPTOPAY_SCHEME === 'raw-hex' ? 'raw-hex' : 'stripe-v1',
    rachAcceptReserialised: false,
  }
}
