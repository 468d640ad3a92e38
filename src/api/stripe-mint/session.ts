import Stripe from 'stripe'
import { stripeAddress } from '../../stripe-address.ts'
import { sessionNotFound, stripeRefusedUs, stripeUnavailable } from './refusal.ts'

/** A Checkout session's own JSON, as Stripe sent it. */
export type ReadSession = (sessionId: string) => Promise<string>

export interface StripeAccess {
  readonly secretKey: string
  /** Where Stripe's API is, if not where the SDK knows it to be. */
  readonly apiBase?: string
}

/** Two tries of this each, and a caller who waits still hears from us. */
const TIMEOUT_MS = 6_000
const RETRIES = 1

/**
 * Reads sessions by Stripe's SDK.
 * @throws HttpError 404 no such session, 500 Stripe is away or busy, 502 our key is not accepted
 */
export function createSessionReader({ secretKey, apiBase }: StripeAccess): ReadSession {
  const where = stripeAddress(apiBase)
  return async (sessionId) => {
    let text = ''
    // The SDK makes JavaScript numbers of amounts: the text is kept beside.
    const keeping: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      text = await response.clone().text()
      return response
    }
    const stripe = new Stripe(secretKey, {
      ...where,
      timeout: TIMEOUT_MS,
      maxNetworkRetries: RETRIES,
      telemetry: false,
      httpClient: Stripe.createFetchHttpClient(keeping),
    })
    try {
      await stripe.checkout.sessions.retrieve(sessionId)
    } catch (error) {
      throw refusalOf(error)
    }
    return text
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
