import Stripe from 'stripe'
import type { SubscriptionAnswer } from '../activities/subscription-deps.ts'
import type { Config } from '../config.ts'
import { FulfilmentError } from '../domain/errors.ts'
import { createStripe } from '../provider-apis/stripe-client.ts'

/** Two tries of this each, within the 10 s of the activity that asks. */
const PATIENCE = { timeoutMs: 3_000, retries: 1 }

/** Asks Stripe whether a subscription runs on. Older API versions bear the period's end themselves, newer ones on their items. */
export function createStripeAsker(access: NonNullable<Config['stripe']>) {
  const { stripe } = createStripe(access, PATIENCE)
  return async (subscriptionId: string): Promise<SubscriptionAnswer> => {
    try {
      return answerOf(await stripe.subscriptions.retrieve(subscriptionId))
    } catch (error) {
      if (isUnknown(error)) return { type: 'ended' }
      throw unavailable(subscriptionId, error)
    }
  }
}

type Retrieved = Stripe.Subscription & { readonly current_period_end?: number }

function answerOf(subscription: Retrieved): SubscriptionAnswer {
  const { status, cancel_at, cancel_at_period_end, current_period_end, items } = subscription
  const ends = [current_period_end, ...items.data.map((item) => item.current_period_end)]
  const end = Math.max(0, ...ends.filter((seconds) => seconds !== undefined))
  if (end === 0 || (status !== 'active' && status !== 'trialing')) return { type: 'ended' }
  return {
    type: 'runs',
    periodEnd: new Date(end * 1000).toISOString(),
    cancelAtPeriodEnd: cancel_at_period_end || cancel_at === end,
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404
}

/** What Stripe said stays out of it: it may quote what we sent. */
function unavailable(subscriptionId: string, error: unknown): FulfilmentError {
  const status = error instanceof Stripe.errors.StripeError ? error.statusCode : undefined
  return new FulfilmentError({
    code: 'PROVIDER_UNAVAILABLE',
    retryable: true,
    message: `Stripe did not say how subscription ${subscriptionId} stands (${status ?? 'no answer'})`,
    cause: error,
  })
}
