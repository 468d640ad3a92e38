import { Webhook } from 'standardwebhooks'

/** A key of DELIVERY_SECRET. While it is being changed there are two, and the old one ends. */
export interface DeliverySecret {
  /** `whsec_` and base64. */
  readonly value: string
  /** ISO-8601 UTC. */
  readonly endsAt?: string
}

const USER_AGENT = 'Quittance (+https://www.standardwebhooks.com)'

/** Headers of one call: signed anew each time, by every secret that has not ended. */
export function signedHeaders(
  secrets: readonly DeliverySecret[],
  { key, body }: { readonly key: string; readonly body: string },
  now: Date,
): Readonly<Record<string, string>> {
  const live = secrets.filter(({ endsAt }) => endsAt === undefined || Date.parse(endsAt) > now.getTime())
  return {
    'content-type': 'application/json',
    'user-agent': USER_AGENT,
    'webhook-id': key,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': live.map(({ value }) => new Webhook(value).sign(key, now, body)).join(' '),
  }
}
