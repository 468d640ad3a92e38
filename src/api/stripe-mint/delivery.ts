import type { JsonObject } from '../../providers/body.ts'
import { at, textAt } from '../../providers/body.ts'
import { askedDelivery, type VerifiedDelivery } from '../delivery.ts'

/** A session by its own JSON, and the same read. */
export interface Session {
  readonly id: string
  readonly text: string
  readonly body: JsonObject
}

/** Names the API key in logs and metrics, where a webhook's secret is named. */
const SECRET_ID = 'stripe-api'
const UNIX_SECONDS = /^[1-9]\d{0,11}$/

/**
 * The session as the event Stripe would have posted. Its key is its own: the webhook of the same checkout states the
 * same facts about the same payment.
 */
export function deliveryOf({ id, text, body }: Session): VerifiedDelivery {
  const created = textAt(body, 'created')
  const livemode = at(body, 'livemode')
  const envelope = [
    `"id":${JSON.stringify(`stripe-mint.${id}`)}`,
    '"object":"event"',
    '"type":"checkout.session.completed"',
    ...(created !== undefined && UNIX_SECONDS.test(created) ? [`"created":${created}`] : []),
    ...(typeof livemode === 'boolean' ? [`"livemode":${livemode}`] : []),
    `"data":{"object":${text}}`,
  ]
  return askedDelivery(Buffer.from(`{${envelope.join(',')}}`), SECRET_ID)
}
