import { stringify } from 'lossless-json'
import { FulfilmentError } from '../domain/errors.ts'
import { providerNamed } from '../providers/index.ts'
import type { ProviderSettings } from '../providers/provider.ts'
import { PAYLOADS } from './payloads/index.ts'
import type { Sale } from './payloads/sale.ts'

/** What to send; whatever is left out, the provider's templates make up. */
export interface DeliveryRequest extends Partial<Sale> {
  readonly provider: string
  /** The provider's own name of the event type. */
  readonly type: string
  /** What the endpoint at the other side verifies with. */
  readonly secret: string
  /** Slug of the endpoint; the provider's name unless said. */
  readonly endpoint?: string
  readonly settings?: ProviderSettings
  /** When it is signed, now unless said: a provider that sends again signs again. */
  readonly signedAt?: Date
}

/** A request as the provider would make it: POST `body` with `headers` to `path`. */
export interface Delivery {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly eventId: string
  readonly paymentId: string
}

const PERIOD_MS = 30 * 86_400_000

const DEFAULT_SETTINGS: ProviderSettings = { cryptopayScheme: 'stripe-v1', rachAcceptReserialised: false }

/**
 * A signed webhook, as the provider would send it.
 * @throws FulfilmentError INVALID_PAYLOAD when no such provider or type is known
 */
export function buildDelivery(request: DeliveryRequest): Delivery {
  const { provider, type, secret, endpoint, settings = DEFAULT_SETTINGS, signedAt, ...given } = request
  const { book, signer, body } = known(provider, type)
  const at = given.at ?? new Date()
  const sale: Sale = {
    eventId: book.newEventId(),
    paymentId: book.newPaymentId(),
    amount: book.amount,
    currency: book.currency,
    at,
    periodEnd: new Date(at.getTime() + PERIOD_MS),
    ...given,
  }
  const text = stringify(body(sale)) ?? ''
  const signature = signer.sign(Buffer.from(text), secret, signedAt ?? new Date(), settings, sale.eventId)
  return {
    path: `/webhooks/${encodeURIComponent(endpoint ?? provider)}`,
    headers: { 'content-type': 'application/json', 'user-agent': 'quittance-simulator', ...signature },
    body: text,
    eventId: sale.eventId,
    paymentId: sale.paymentId,
  }
}

/** What there is to make one of. @throws FulfilmentError INVALID_PAYLOAD when no such provider or type is known */
export function known(provider: string, type: string) {
  const book = PAYLOADS.get(provider)
  const signer = providerNamed(provider)
  if (book === undefined || signer === undefined) throw unknown('provider', provider, [...PAYLOADS.keys()])
  const body = Object.hasOwn(book.bodies, type) ? book.bodies[type] : undefined
  if (body === undefined) throw unknown(`type of ${provider}`, type, Object.keys(book.bodies))
  return { book, signer, body }
}

function unknown(what: string, given: string, known: readonly string[]): FulfilmentError {
  return new FulfilmentError({
    code: 'INVALID_PAYLOAD',
    retryable: false,
    message: `there is no ${what} "${given}"; there is ${known.join(', ')}`,
  })
}
