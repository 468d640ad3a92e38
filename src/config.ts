import { z } from 'zod'
import { FulfilmentError } from './domain/errors.ts'
import type { Policy } from './domain/policy.ts'
import { checkedSecrets } from './endpoint-secrets.ts'
import { loadPolicy } from './policy.ts'
import type { ProviderSettings, Secret } from './providers/provider.ts'

const providerSecret = (provider: string) =>
  z
    .string()
    .optional()
    .describe(
      `Webhook secret of ${provider}; several separated by commas while rotating, each may end: secret@2026-12-31T00:00:00Z`,
    )

/** Every setting: its name, type, default and sentence. `.env.example` is generated from here. */
export const SETTINGS = z.object({
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .describe('Port of the API; 0 takes any free one and prints it'),
  DATA_DIR: z.string().default('.data').describe('Where the embedded stack keeps its data'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/ })
    .describe('Postgres; without it `npm start` brings its own'),
  TASK_QUEUE: z.string().min(1).default('quittance').describe('Temporal task queue of the workers'),
  TEMPORAL_UI_URL: z
    .url()
    .default('http://127.0.0.1:8233')
    .describe('Where operators see the Temporal UI; used in links'),
  STRIPE_WEBHOOK_SECRET: providerSecret('Stripe'),
  LOYALTEEZ_WEBHOOK_SECRET: providerSecret('Loyalteez'),
  LOOPS_WEBHOOK_SECRET: providerSecret('Loops'),
  LLAMAPAY_WEBHOOK_SECRET: providerSecret('LlamaPay'),
  CRYPTOPAY_WEBHOOK_SECRET: providerSecret('CryptoPay'),
  RACH_WEBHOOK_SECRET: providerSecret('Rach'),
  STANDARD_WEBHOOK_SECRET: providerSecret('a Standard Webhooks sender (whsec_ and base64)'),
  CRYPTOPAY_SCHEME: z
    .enum(['stripe-v1', 'raw-hex'])
    .default('stripe-v1')
    .describe('How CryptoPay signs: set, never detected'),
  RACH_ACCEPT_RESERIALISED: z
    .stringbool()
    .default(false)
    .describe('Also accept Rach signatures over re-serialised JSON'),
  OPERATOR_API_KEY: z
    .string()
    .min(16)
    .optional()
    .describe('Bearer key of the operator API under /v1; unset: the API answers 401 to all'),
  PII_KEY: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hex digits: openssl rand -hex 32')
    .describe('Encrypts e-mail addresses and names their owners; 64 hex digits'),
  CONFIG_FILE: z
    .string()
    .default('quittance.config.json')
    .describe('Policy file: assets, rates, what each endpoint fulfils'),
  LEDGER_FIRST_TRY: z
    .enum(['local', 'regular'])
    .default('local')
    .describe('regular: every posting is its own row in the Temporal UI, at 25 ms more each'),
  UNVERIFIED_RATE_PER_MINUTE: z.coerce
    .number()
    .int()
    .positive()
    .default(100)
    .describe('Requests a minute and address that may fail verification before 429'),
  TRUST_PROXY: z
    .string()
    .default('loopback')
    .describe('Whose X-Forwarded-For counts: addresses, subnets, loopback, linklocal, uniquelocal'),
  WORKER_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(9464)
    .describe("Port of the worker's /healthz and /metrics; 0 takes any free one"),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('How much is logged'),
})

export interface EndpointConfig {
  readonly slug: string
  readonly account: string
  readonly provider: string
  readonly secrets: readonly Secret[]
}

export interface Config {
  readonly port: number
  readonly databaseUrl: string
  readonly taskQueue: string
  readonly temporalUiUrl: string
  readonly endpoints: readonly EndpointConfig[]
  readonly providerSettings: ProviderSettings
  readonly operatorApiKey?: string
  readonly piiKey: Buffer
  readonly policy: Policy
  readonly ledgerFirstTry: 'local' | 'regular'
  readonly unverifiedRatePerMinute: number
  readonly trustProxy: string
  readonly workerPort: number
  readonly logLevel: z.infer<typeof SETTINGS>['LOG_LEVEL']
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
  if (!settings.success || policy.value === undefined || wrong.length > 0) throw invalid(wrong)
  return toConfig(settings.data, policy.value, secrets.bySlug)
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

function toConfig(
  settings: z.infer<typeof SETTINGS>,
  policy: Policy,
  secrets: ReadonlyMap<string, readonly Secret[]>,
): Config {
  return {
    port: settings.PORT,
    databaseUrl: settings.DATABASE_URL,
    taskQueue: settings.TASK_QUEUE,
    temporalUiUrl: settings.TEMPORAL_UI_URL.replace(/\/$/, ''),
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
    ...(settings.OPERATOR_API_KEY === undefined ? {} : { operatorApiKey: settings.OPERATOR_API_KEY }),
    piiKey: Buffer.from(settings.PII_KEY, 'hex'),
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
