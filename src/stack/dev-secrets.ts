import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

const hex = (): string => randomBytes(32).toString('hex')
const prefixed = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** What the service needs to be tried out, and how each is made where nobody has set it. */
const MAKERS: Readonly<Record<string, () => string>> = {
  STRIPE_WEBHOOK_SECRET: prefixed,
  LOYALTEEZ_WEBHOOK_SECRET: prefixed,
  LOOPS_WEBHOOK_SECRET: prefixed,
  LLAMAPAY_WEBHOOK_SECRET: hex,
  CRYPTOPAY_WEBHOOK_SECRET: prefixed,
  RACH_WEBHOOK_SECRET: hex,
  STANDARD_WEBHOOK_SECRET: prefixed,
  OPERATOR_API_KEY: hex,
  CONSTRAINT_API_KEY: hex,
  PII_KEY: hex,
  ENDPOINT_SECRETS_KEY: hex,
}

type Secrets = Readonly<Record<string, string>>

const read = (file: string): Partial<Record<string, string>> => {
  try {
    return parseEnv(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

/** Secrets for a machine where none are set: made once, kept in `<dataDir>/dev.env`, so that they stay the same. */
export const developmentSecrets = (dataDir: string): { readonly file: string; readonly secrets: Secrets } => {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'dev.env')
  const kept = read(file)
  const secrets = Object.fromEntries(
    Object.entries(MAKERS).map(([name, make]): [string, string] => [name, kept[name] || make()]),
  )
  const text = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(file, text.join(''), { mode: 0o600 })
  return { file, secrets }
}
