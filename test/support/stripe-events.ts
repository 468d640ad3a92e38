import Stripe from 'stripe'
import { TEST_SECRETS } from './service.ts'

export interface PaidSession {
  readonly eventId: string
  readonly paymentIntent: string
  readonly userId: string
  readonly cents: number
  readonly email?: string
  /** Where the tokens go; without it the money is credited. */
  readonly wallet?: string
}

const NOW = Math.floor(Date.now() / 1000)

/** A paid Checkout session as Stripe posts it, body only: the same bytes however often it is made. */
export const paidSession = ({ eventId, paymentIntent, userId, cents, email, wallet }: PaidSession): string =>
  JSON.stringify({
    id: eventId,
    object: 'event',
    api_version: '2025-09-30.clover',
    created: NOW,
    livemode: false,
    type: 'checkout.session.completed',
    data: {
      object: {
        id: `cs_${paymentIntent}`,
        object: 'checkout.session',
        mode: 'payment',
        payment_status: 'paid',
        status: 'complete',
        payment_intent: paymentIntent,
        amount_total: cents,
        currency: 'usd',
        customer_details: { email: email ?? null },
        metadata: { user_id: userId, wallet },
      },
    },
  })

/** Posts a body to the Stripe endpoint, signed now by Stripe's own SDK. */
export const postStripe = (apiUrl: string, body: string): Promise<Response> =>
  fetch(`${apiUrl}/webhooks/stripe`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'stripe-signature': Stripe.webhooks.generateTestHeaderString({
        payload: body,
        secret: TEST_SECRETS.STRIPE_WEBHOOK_SECRET,
      }),
    },
    body,
  })
