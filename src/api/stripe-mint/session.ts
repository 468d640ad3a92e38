import Stripe from 'stripe'
import { createStripe, type StripeAccess } from '../../provider-apis/stripe-client.ts'
import { sessionNotFound, stripeRefusedUs, stripeUnavailable } from './refusal.ts'

/** A Checkout session's own JSON, as Stripe sent it. */
export type ReadSession = (sessionId: string) => Promise<string>

/** Two tries of this each, and a caller who waits still hears from us. */
const PATIENCE = { timeoutMs: 6_000, retries: 1 }

/**
 * Reads sessions by Stripe's SDK.
 * @throws HttpError 404 no such session, 500 Stripe is away or busy, 502 our key is not accepted
 */
export function createSessionReader(access: StripeAccess): ReadSession {
  return async (sessionId) => {
    const { stripe, lastText } = createStripe(access, PATIENCE)
    try {
      await stripe.checkout.sessions.retrieve(sessionId)
    } catch (error) {
      throw refusalOf(error)
    }
    return lastText()
  }
}

function refusalOf(error: unknown): unknown {
  const { StripeError, StripeInvalidRequestError, StripeAuthenticationError, StripePermissionError } =
    Stripe.errors
  if (!(error instanceof StripeError)) return error
  if (error instanceof StripeAuthenticationError || error instanceof StripePermissionError)
    return stripeRefusedUs()
  const isBusy = error.statusCode === 429 || error.statusCode === 409
  return error instanceof StripeInvalidRequestError && !isBusy ? sessionNotFound() : stripeUnavailable()
}
