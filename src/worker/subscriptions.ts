import type { Client } from '@temporalio/client'
import type { SubscriptionClocks, SubscriptionSource } from '../activities/subscription-deps.ts'
import type { Config } from '../config.ts'
import { signalSubscription } from '../temporal-subscriptions.ts'
import { createStripeAsker } from './stripe-subscriptions.ts'

/** Where the clocks of subscriptions are reached, and which providers can be asked before one ends. */
export function createSubscriptionClocks(config: Config, client: Client): SubscriptionClocks {
  const source = sourceOf(config)
  return {
    track: (subscription) =>
      signalSubscription({ client, taskQueue: config.taskQueue }, subscription, ['changed', undefined]),
    ...(source === undefined ? {} : { source }),
  }
}

/** Stripe, where its API key is configured. */
function sourceOf({ stripe, endpoints }: Config): SubscriptionSource | undefined {
  if (stripe === undefined) return undefined
  const askStripe = createStripeAsker(stripe)
  const asked = new Set(endpoints.filter(({ provider }) => provider === 'stripe').map(({ slug }) => slug))
  return {
    ask: async (endpoint, subscriptionId) =>
      asked.has(endpoint) ? await askStripe(subscriptionId) : undefined,
  }
}
