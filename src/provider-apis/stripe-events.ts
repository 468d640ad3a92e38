import { parse, stringify } from 'lossless-json'
import Stripe from 'stripe'
import { z } from 'zod'
import { refused, unavailable } from './failures.ts'
import type { EventPage, ProviderEvents } from './provider-events.ts'
import { createStripe, type StripeAccess } from './stripe-client.ts'

/** Nobody waits for it: it may take its time, and Stripe's limits are kept by the SDK's own pauses. */
const PATIENCE = { timeoutMs: 20_000, retries: 3 }
/** The most Stripe gives at once, and the most types it can be asked for at once. */
const [PAGE, TYPES_A_CALL] = [100, 20]
/** Stripe lists the newest first: what is read in one go is bounded, so that a long outage is caught up with bit by bit. */
const WINDOW = 6n * 3_600n
/** Webhooks of what is younger are on their way. */
const SETTLED_AFTER = 60n

const list = z.object({ data: z.array(z.looseObject({ id: z.string() })), has_more: z.boolean() })

/** Stripe's own events of these types, the oldest window first: https://docs.stripe.com/api/events/list */
export function createStripeEvents(
  access: StripeAccess,
  types: readonly string[],
  now: () => number = Date.now,
): ProviderEvents {
  return {
    async *since(from) {
      const end = BigInt(Math.floor(now() / 1_000)) - SETTLED_AFTER
      for (let start = from; start < end; start += WINDOW) {
        const until = start + WINDOW < end ? start + WINDOW : end
        for (let n = 0; n < types.length; n += TYPES_A_CALL)
          yield* pagesOf(access, types.slice(n, n + TYPES_A_CALL), { gte: Number(start), lt: Number(until) })
        yield { bodies: [], readTo: until }
      }
    },
  }
}

async function* pagesOf(
  access: StripeAccess,
  types: readonly string[],
  created: { readonly gte: number; readonly lt: number },
): AsyncIterable<EventPage> {
  const { stripe, lastText } = createStripe(access, PATIENCE)
  for (let after: string | undefined, more = true; more; ) {
    const at = after === undefined ? {} : { starting_after: after }
    await asked(stripe.events.list({ types: [...types], created, limit: PAGE, ...at }))
    const { data, has_more } = list.parse(parse(lastText()))
    yield { bodies: data.map((event) => Buffer.from(stringify(event) ?? '')) }
    after = data.at(-1)?.id
    more = has_more && after !== undefined
  }
}

async function asked(answer: Promise<unknown>): Promise<void> {
  const { StripeError, StripeAuthenticationError, StripePermissionError, StripeInvalidRequestError } =
    Stripe.errors
  try {
    await answer
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    const isRefusal =
      error instanceof StripeAuthenticationError ||
      error instanceof StripePermissionError ||
      error instanceof StripeInvalidRequestError
    const reason = `${error.type} ${error.statusCode ?? ''}`.trim()
    throw isRefusal ? refused('Stripe', reason) : unavailable('Stripe', reason)
  }
}
