import type { PaymentEvent } from '../domain/payment-event.ts'
import type { FulfilOn } from '../domain/policy.ts'
import type { JsonObject } from './body.ts'

/** Header values by lower-case name, as Node's `req.headersDistinct` has them: a header sent twice is two values. */
export type HeaderValues = Readonly<Record<string, readonly string[] | undefined>>

/** A signing secret. Several may be active at once, while they are rotated. */
export interface Secret {
  /** Names the secret in logs and metrics; never its value. */
  readonly id: string
  readonly value: string
  /** ISO-8601 UTC; from then on it verifies nothing. */
  readonly endsAt?: string
}

/** Settings of one endpoint that its provider understands. */
export interface ProviderSettings {
  /** CryptoPay's scheme is not documented beyond doubt, so it is set, never detected. */
  readonly cryptopayScheme: 'stripe-v1' | 'raw-hex'
  /** Rach's JavaScript guide signs re-serialised JSON; accepted only where the operator allows it. */
  readonly rachAcceptReserialised: boolean
}

/** Why a signature was refused: shown to operators, never to the sender. */
export type Refusal =
  | 'no_active_secret'
  | 'missing_signature'
  | 'duplicate_signature'
  | 'malformed_signature'
  | 'stale_timestamp'
  | 'future_timestamp'
  | 'wrong_signature'

export type Verified =
  | { readonly ok: true; readonly secretId: string; readonly form: 'raw' | 'reserialised' }
  | { readonly ok: false; readonly reason: Refusal }

/** What the translator may know of the delivery besides its body. */
export interface Delivery {
  readonly headers: HeaderValues
  /** Hex SHA-256 of the raw body: the event key of last resort. */
  readonly bodySha256: string
  /** Which sibling event fulfils, where the policy says so; else the provider's own default. */
  readonly fulfilOn?: FulfilOn
}

type Distribute<T> = T extends unknown
  ? Omit<T, 'endpoint' | 'account' | 'provider' | 'receivedAt' | 'owner'>
  : never

/** A payment event before the ingest adds where it came in and who it belongs to. */
export type TranslatedEvent = Distribute<PaymentEvent>

/** Ids of the person as the provider names them; the ingest ranks them into one owner claim. */
export interface OwnerNames {
  readonly userId?: string
  readonly wallet?: string
  readonly customerId?: string
}

export interface Translation {
  readonly event: TranslatedEvent
  readonly names: OwnerNames
  /** E-mail address mails go to: stored encrypted, never in the event. */
  readonly contact?: string
}

/** One payment provider. Everything that is particular to it is in its own file. */
export interface Provider {
  readonly name: string
  /** HTTP status of a refused signature, as the provider documents it. */
  readonly rejectStatus: 400 | 401
  /** What is wrong with a secret that can verify nothing, told at start without quoting it. Left out: any text will do. */
  readonly secretFault?: (secret: string) => string | undefined
  /** Makes a secret, where its receiver chooses it. Left out: the provider makes it, and shows it. */
  readonly makeSecret?: () => string
  /** Judges the raw bytes. Never throws: whatever it cannot read is a bad signature. */
  verify(
    raw: Buffer,
    headers: HeaderValues,
    secrets: readonly Secret[],
    now: Date,
    settings: ProviderSettings,
  ): Verified
  /**
   * Says in our words what a verified body states.
   * @throws FulfilmentError INVALID_PAYLOAD when it has no id, type or data
   */
  translate(body: JsonObject, delivery: Delivery): Translation
  /** The headers a test delivery carries, signed as the provider signs. Used by the simulator. */
  sign(
    raw: Buffer,
    secret: string,
    now: Date,
    settings: ProviderSettings,
    eventId: string,
  ): Record<string, string>
}
