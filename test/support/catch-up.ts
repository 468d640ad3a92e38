import type pg from 'pg'
import { pino } from 'pino'
import type { CatchUp, CaughtUp } from '../../src/activities/catch-up.ts'
import { endpointNamed } from '../../src/api/endpoints.ts'
import { createPeople } from '../../src/api/people.ts'
import { type Config, loadConfig } from '../../src/config.ts'
import { createContactCipher } from '../../src/inbox/contact-cipher.ts'
import { createLlamaPayEvents } from '../../src/provider-apis/llamapay-events.ts'
import { createStripeEvents } from '../../src/provider-apis/stripe-events.ts'
import { STRIPE_EVENT_TYPES } from '../../src/providers/stripe.ts'
import { type StripeStandIn, startStripeStandIn } from '../../src/stack/stripe-stand-in.ts'
import { connectTemporal } from '../../src/temporal.ts'
import { createCatchUp } from '../../src/worker/catch-up/catch-up.ts'
import type { Source } from '../../src/worker/catch-up/sources.ts'
import { type LlamaPayStandIn, startLlamaPayStandIn } from './llamapay-stand-in.ts'
import { TEST_SECRETS } from './service.ts'

/** Catch-up as a worker is wired for it, with stand-ins of the providers' APIs behind it. */
export interface TestCatchUp {
  readonly stripe: StripeStandIn
  readonly llamapay: LlamaPayStandIn
  /** Charges that the chain names. */
  readonly paidOnChain: Set<string>
  readonly sources: ReadonlyMap<string, Source>
  readonly catchUp: CatchUp
  readonly passes: CaughtUp[]
  /** What the API and reports read events with. */
  readonly reading: {
    readonly policy: Config['policy']
    readonly people: ReturnType<typeof createPeople>
    readonly cipher: ReturnType<typeof createContactCipher>
  }
  readonly config: Config
  readonly stop: () => Promise<void>
}

export const startCatchUpParts = async (
  pool: pg.Pool,
  databaseUrl: string,
  taskQueue: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TestCatchUp> => {
  const [stripe, llamapay] = await Promise.all([startStripeStandIn(), startLlamaPayStandIn()])
  const config = loadConfig({
    ...TEST_SECRETS,
    DATABASE_URL: databaseUrl,
    TASK_QUEUE: taskQueue,
    CONFIG_FILE: '/nowhere/quittance.config.json',
    ...env,
  })
  const reading = {
    policy: config.policy,
    people: createPeople(config.piiKey),
    cipher: createContactCipher(config.piiKey),
  }
  const paidOnChain = new Set<string>()
  const sources = new Map<string, Source>([
    [
      'stripe',
      {
        endpoint: endpointNamed(config, 'stripe'),
        events: createStripeEvents(stripe, STRIPE_EVENT_TYPES),
        isByPayment: false,
      },
    ],
    [
      'llamapay',
      {
        endpoint: endpointNamed(config, 'llamapay'),
        events: createLlamaPayEvents(llamapay, async () => (id) => paidOnChain.has(id)),
        isByPayment: true,
      },
    ],
  ])
  const temporal = connectTemporal({ taskQueue, ledgerFirstTry: 'local' })
  const passes: CaughtUp[] = []
  const catchUp = createCatchUp({
    ...reading,
    sources,
    pool,
    temporal,
    log: pino({ level: 'silent' }),
    passed: (_, caughtUp) => passes.push(caughtUp),
  })
  return {
    stripe,
    llamapay,
    paidOnChain,
    sources,
    catchUp,
    passes,
    reading,
    config,
    stop: async () => {
      await Promise.all([stripe.stop(), llamapay.stop(), temporal.close()])
    },
  }
}
