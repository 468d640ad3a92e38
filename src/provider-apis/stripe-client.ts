import Stripe from 'stripe'

export interface StripeAccess {
  readonly secretKey: string
  /** Where Stripe's API is, if not where the SDK knows it to be. */
  readonly apiBase?: string
}

export interface Patience {
  readonly timeoutMs: number
  readonly retries: number
}

/** Stripe's SDK, and the JSON text of its last answer: the SDK makes JavaScript numbers of amounts. */
export function createStripe({ secretKey, apiBase }: StripeAccess, { timeoutMs, retries }: Patience) {
  let text = ''
  const keeping: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    text = await response.clone().text()
    return response
  }
  const stripe = new Stripe(secretKey, {
    ...(apiBase === undefined ? {} : addressOf(new URL(apiBase))),
    timeout: timeoutMs,
    maxNetworkRetries: retries,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(keeping),
  })
  return { stripe, lastText: () => text }
}

function addressOf({ protocol, hostname, port }: URL) {
  const isPlain = protocol === 'http:'
  return { protocol: isPlain ? 'http' : 'https', host: hostname, port: port || (isPlain ? 80 : 443) } as const
}
