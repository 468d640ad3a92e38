import { z } from 'zod'
import { checkedMinting, type MintingConfig, withMinting } from './chain-config.ts'
import { checkedDelivery, type DeliveryConfig } from './delivery-config.ts'
import { FulfilmentError } from './domain/errors.ts'
import type { Policy } from './domain/policy.ts'
import type { Channels } from './domain/telling.ts'
import { endpointSecretKeys } from './endpoint-keys.ts'
import { checkedSecrets } from './endpoint-secrets.ts'
import { checkedTelling, type TellingConfig } from './mail-config.ts'
import { checkedOperatorKeys, type OperatorKey } from './operator-keys.ts'
import { splitEntries } from './outbound/allow-list.ts'
import { loadPolicy } from './policy.ts'
import type { ProviderSettings, Secret } from './providers/provider.ts'
import { SETTINGS, type Settings } from './settings.ts'

export interface EndpointConfig {
  readonly slug: string
  readonly account: string
  readonly provider: string
  readonly secrets: readonly Secret[]
}

export interface Config extends MintingConfig, TellingConfig {
  readonly port: number
  readonly databaseUrl: string
  readonly taskQueue: string
  readonly temporalUiUrl: string
  readonly consoleUrl?: string
  readonly endpoints: readonly EndpointConfig[]
  readonly providerSettings: ProviderSettings
  /** Empty: nobody gets in. */
  readonly operatorKeys: readonly OperatorKey[]
  readonly stripe?: { readonly secretKey: string; readonly apiBase?: string }
  readonly llamapayApi?: { readonly apiKey: string; readonly apiBase: string }
  readonly catchUpEveryMinutes: number
  readonly reconcileEveryMinutes: number
  readonly stripeMintWaitMs: number
  readonly constraintApiKey?: string
  /** Entries as written; empty: public addresses only. */
  readonly outboundAllow: readonly string[]
  readonly piiKey: Buffer
  /** The first encrypts; empty: no endpoint can be made at run time. */
  readonly endpointSecretKeys: readonly Buffer[]
  /** 0: for ever. */
  readonly rawRetentionDays: number
  /** Missing: the merchant's app is told nothing. */
  readonly delivery?: DeliveryConfig
  readonly policy: Policy
  readonly ledgerFirstTry: 'local' | 'regular'
  readonly unverifiedRatePerMinute: number
  readonly trustProxy: string
  readonly workerPort: number
  readonly logLevel: Settings['LOG_LEVEL']
}

/**
 * Reads and checks the whole configuration, once, at start.
 * @throws FulfilmentError CONFIG_INVALID naming everything that is wrong in one message
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const settings = SETTINGS.safeParse(given)
  const policy = checkedPolicy(given.CONFIG_FILE ?? 'quittance.config.json')
  const secrets = checkedSecrets(given)
  const wrong = [...(settings.success ? [] : lines(settings.error)), ...policy.wrong, ...secrets.wrong]
  if (!settings.success || policy.value === undefined) throw invalid(wrong)
  const minting = checkedMinting(settings.data)
  const mints = withMinting(policy.value, minting.value.minter)
  const telling = checkedTelling(settings.data)
  const delivery = checkedDelivery(settings.data)
  const operators = checkedOperatorKeys(settings.data)
  wrong.push(...minting.wrong, ...mints.wrong.map((fault) => `${settings.data.CONFIG_FILE}: ${fault}`))
  wrong.push(...telling.wrong, ...delivery.wrong, ...operators.wrong)
  if (wrong.length > 0) throw invalid(wrong)
  const effective = withChannels(mints.value, {
    mail: telling.value.mail !== undefined,
    delivery: delivery.value !== undefined,
  })
  return {
    ...toConfig(settings.data, effective, secrets.bySlug),
    ...minting.value,
    ...telling.value,
    operatorKeys: operators.keys,
    ...(delivery.value === undefined ? {} : { delivery: delivery.value }),
  }
}

/**
 * The one setting `npm run migrate` needs; the rest of the configuration may not be there yet.
 * @throws FulfilmentError CONFIG_INVALID
 */
export function loadDatabaseUrl(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const url = SETTINGS.shape.DATABASE_URL.safeParse(env.DATABASE_URL)
  if (!url.success) throw invalid(url.error.issues.map(({ message }) => `DATABASE_URL: ${message}`))
  return url.data
}

/** The policy as it holds here: a plan names only those who can be told. */
function withChannels(policy: Policy, channels: Channels): Policy {
  return { ...policy, channels }
}

function toConfig(
  settings: Settings,
  policy: Policy,
  secrets: ReadonlyMap<string, readonly Secret[]>,
): Omit<Config, keyof MintingConfig | keyof TellingConfig | 'delivery' | 'operatorKeys'> {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_API_BASE: apiBase } = settings
  return {
    port: settings.PORT,
    databaseUrl: settings.DATABASE_URL,
    taskQueue: settings.TASK_QUEUE,
    temporalUiUrl: settings.TEMPORAL_UI_URL.replace(/\/$/, ''),
    ...(settings.CONSOLE_URL === undefined ? {} : { consoleUrl: settings.CONSOLE_URL.replace(/\/$/, '') }),
    endpoints: [...secrets].map(([slug, list]) => ({
      slug,
      account: policy.endpoints[slug]?.account ?? slug,
      provider: slug,
      secrets: list,
    })),
    providerSettings: {
      cryptopayScheme: settings.CRYPTOPAY_SCHEME,
      rachAcceptReserialised: settings.RACH_ACCEPT_RESERIALISED,
    },
    ...(secretKey === undefined
      ? {}
      : { stripe: { secretKey, ...(apiBase === undefined ? {} : { apiBase }) } }),
    ...(settings.LLAMAPAY_API_KEY === undefined
      ? {}
      : { llamapayApi: { apiKey: settings.LLAMAPAY_API_KEY, apiBase: settings.LLAMAPAY_API_BASE } }),
    catchUpEveryMinutes: settings.CATCH_UP_EVERY_MINUTES,
    reconcileEveryMinutes: settings.RECONCILE_EVERY_MINUTES,
    stripeMintWaitMs: settings.STRIPE_MINT_WAIT_SECONDS * 1000,
    ...(settings.CONSTRAINT_API_KEY === undefined ? {} : { constraintApiKey: settings.CONSTRAINT_API_KEY }),
    outboundAllow: splitEntries(settings.OUTBOUND_ALLOW),
    piiKey: Buffer.from(settings.PII_KEY, 'hex'),
    endpointSecretKeys: endpointSecretKeys(settings.ENDPOINT_SECRETS_KEY).filter((key) => key !== undefined),
    rawRetentionDays: settings.RAW_RETENTION_DAYS,
    policy,
    ledgerFirstTry: settings.LEDGER_FIRST_TRY,
    unverifiedRatePerMinute: settings.UNVERIFIED_RATE_PER_MINUTE,
    trustProxy: settings.TRUST_PROXY,
    workerPort: settings.WORKER_PORT,
    logLevel: settings.LOG_LEVEL,
  }
}

function checkedPolicy(path: string): { value?: Policy; wrong: readonly string[] } {
  try {
    return { value: loadPolicy(path), wrong: [] }
  } catch (error) {
    const reasons =
      error instanceof z.ZodError ? lines(error) : [error instanceof Error ? error.message : String(error)]
    return { wrong: reasons.map((reason) => `${path}: ${reason}`) }
  }
}

function lines(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

function invalid(wrong: readonly string[]): FulfilmentError {
  return new FulfilmentError({
    code: 'CONFIG_INVALID',
    retryable: false,
    message: `The configuration is wrong:\n${wrong.map((line) => `  - ${line}`).join('\n')}\nSee .env.example.`,
  })
}
