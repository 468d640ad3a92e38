import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type CheckoutSession,
  type StripeStandIn,
  startStripeStandIn,
} from '../../src/stack/stripe-stand-in.ts'
import { makeScratchFolder, removeScratchFolder } from './scratch-folder.ts'
import { startWebhookApi, type WebhookApi } from './webhook-api.ts'

export const WALLET = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'

export interface StripeMint {
  readonly api: WebhookApi
  readonly stripe: StripeStandIn
  readonly call: (sessionId: string) => ReturnType<WebhookApi['post']>
}

export interface StripeMintOptions {
  readonly databaseUrl?: string
  readonly env?: Record<string, string>
  /** The policy of endpoint `stripe`. */
  readonly policy?: object
}

/** The API with Stripe's stand-in behind it, for one test. No worker: what is minted, the test itself mints. */
export const startStripeMint = async ({
  databaseUrl,
  env,
  policy,
}: StripeMintOptions = {}): Promise<StripeMint> => {
  const stripe = await startStripeStandIn()
  const folder = makeScratchFolder()
  const file = join(folder, 'policy.json')
  writeFileSync(file, JSON.stringify({ endpoints: { stripe: policy ?? {} } }))
  const api = await startWebhookApi({
    env: {
      CONFIG_FILE: file,
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_API_BASE: stripe.apiBase,
      STRIPE_MINT_WAIT_SECONDS: '1',
      MINTER: 'loyalteez',
      ...env,
    },
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  })
  onTestFinished(async () => {
    await api.stop()
    await stripe.stop()
    removeScratchFolder(folder)
  })
  const call = (sessionId: string) => api.post('/loyalteez-api/stripe-mint', JSON.stringify({ sessionId }))
  return { api, stripe, call }
}

/** Metadata of a session that buys LTZ for dollars. */
export const buying = (change: object = {}): { metadata: object } => ({
  metadata: { wallet: WALLET, usd_amount: '10', ltz_amount: '10000', ...change },
})

/** The webhook Stripe sends of a session. */
export const webhookOf = (session: CheckoutSession): string =>
  JSON.stringify({
    id: `evt_${session.id}`,
    object: 'event',
    type: 'checkout.session.completed',
    created: session.created,
    livemode: session.livemode,
    data: { object: session },
  })
