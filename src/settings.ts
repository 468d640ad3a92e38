import { z } from 'zod'
import { CHAIN_SETTINGS } from './chain-config.ts'
import { DELIVERY_SETTINGS } from './delivery-config.ts'
import { endpointSecretKeys } from './endpoint-keys.ts'
import { MAIL_SETTINGS } from './mail-config.ts'
import { splitEntries, wrongAllowEntries } from './outbound/allow-list.ts'

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
  CONSOLE_URL: z
    .url()
    .optional()
    .describe('Where operators see the console, as https://pay.example.com/console; parked work links there'),
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
    .describe('Bearer key of the operator API under /v1, as admin; with no key at all it answers 401 to all'),
  OPERATOR_API_KEYS: z
    .string()
    .default('')
    .describe(
      'Further keys of the operator API, separated by commas: name:role:key, the role read, operate or admin; each may end: name:role:key@2026-12-31T00:00:00Z',
    ),
  PII_KEY: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hex digits: openssl rand -hex 32')
    .describe('Encrypts e-mail addresses and names their owners; 64 hex digits'),
  ENDPOINT_SECRETS_KEY: z
    .string()
    .refine(
      (text) => endpointSecretKeys(text).every((key) => key !== undefined),
      'must be 32 bytes in hex or base64, several separated by commas: openssl rand -hex 32',
    )
    .default('')
    .describe(
      'Encrypts the secrets of endpoints that are made at run time, 32 bytes in hex or base64; several separated by commas while it is changed: the first encrypts, all decrypt',
    ),
  RAW_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(36_500)
    .default(90)
    .describe('Days after which bodies and headers of finished events are dropped; 0 keeps them'),
  CONFIG_FILE: z
    .string()
    .default('quittance.config.json')
    .describe('Policy file: assets, rates, what each endpoint fulfils'),
  ...CHAIN_SETTINGS,
  STRIPE_SECRET_KEY: z
    .string()
    .optional()
    .describe(
      "Secret or restricted key of Stripe's API: reads sessions for stripe-mint, subscriptions before they end, and events for catch-up; unset: that route is 404, and Stripe is not asked",
    ),
  STRIPE_API_BASE: z.url().optional().describe("Where Stripe's API is, if not at api.stripe.com: for tests"),
  STRIPE_MINT_WAIT_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(25)
    .describe('How long a call of stripe-mint waits for its mint before it hears "Mint in progress"'),
  LLAMAPAY_API_KEY: z
    .string()
    .optional()
    .describe(
      "Key of LlamaPay's API, for catch-up: with LLAMAPAY_CONTRACT and LLAMAPAY_RECEIVER, whose events say which charges were paid",
    ),
  LLAMAPAY_API_BASE: z
    .url()
    .default('https://api.llamapay.io')
    .describe("Where LlamaPay's API is: another one for tests"),
  CATCH_UP_EVERY_MINUTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_440)
    .default(10)
    .describe('How often providers are asked for what their webhooks may not have told; 0: never'),
  RECONCILE_EVERY_MINUTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_440)
    .default(60)
    .describe('How often providers, books and chain are compared; 0: never'),
  CONSTRAINT_API_KEY: z
    .string()
    .min(16)
    .optional()
    .describe('Bearer key of the constraint routes; unset: they are 404'),
  ...MAIL_SETTINGS,
  OUTBOUND_ALLOW: z
    .string()
    .superRefine((text, context) => {
      for (const message of wrongAllowEntries(splitEntries(text)))
        context.addIssue({ code: 'custom', message })
    })
    .default('')
    .describe(
      'Hosts or CIDRs, each with an optional :port, separated by commas, that calls to URLs of others may reach though not public',
    ),
  ...DELIVERY_SETTINGS,
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

export type Settings = z.infer<typeof SETTINGS>
