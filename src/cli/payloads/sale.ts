import { randomBytes } from 'node:crypto'
import { LosslessNumber } from 'lossless-json'
import { DEFAULT_ASSETS } from '../../domain/assets.ts'
import { parseDecimal } from '../../domain/money.ts'

/** What a simulated event is about; every provider tells it in its own words. */
export interface Sale {
  readonly eventId: string
  readonly paymentId: string
  /** Decimal text. What is no amount is sent as it is, to see what becomes of it. */
  readonly amount: string
  readonly currency: string
  readonly user?: string
  readonly customer?: string
  readonly email?: string
  readonly wallet?: string
  readonly order?: string
  readonly subscription?: string
  /** When the period of a subscription ends, where the provider tells it. */
  readonly periodEnd: Date
  /** Of the transfer on chain, where the provider tells it. */
  readonly txHash?: string
  readonly network?: string
  /** Of a dispute: won or lost. */
  readonly outcome?: 'won' | 'lost'
  readonly at: Date
}

/** What one provider sends: its types, and what it would say if nobody says otherwise. */
export interface PayloadBook {
  readonly newEventId: () => string
  readonly newPaymentId: () => string
  readonly amount: string
  readonly currency: string
  readonly bodies: Readonly<Record<string, (sale: Sale) => object>>
}

/** Letters and digits, as ids have them. */
export function randomId(length: number): string {
  return randomBytes(length).toString('hex').slice(0, length)
}

/** The part of an id that tells it from others: `pi_123` and `ch_123` are of one payment. */
export function suffixOf(id: string): string {
  return id.replace(/^(?:[a-z]+_)+/, '')
}

export function unixSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}

/** The amount in minor units, as a JSON number of any size. */
export function minorUnits({ amount, currency }: Sale): bigint | string {
  try {
    return parseDecimal(amount, DEFAULT_ASSETS[currency]?.scale ?? 2)
  } catch {
    return amount
  }
}

/** The amount as a JSON number with exactly these digits: `100.00` stays `100.00`. */
export function decimalNumber({ amount }: Sale): LosslessNumber | string {
  return /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(amount) ? new LosslessNumber(amount) : amount
}

/** What a merchant writes beside a payment, so that it is told back to it. */
export function metadataOf({ user, order, wallet }: Sale): Record<string, string> {
  return {
    ...(user === undefined ? {} : { user_id: user }),
    ...(order === undefined ? {} : { order_id: order }),
    ...(wallet === undefined ? {} : { wallet }),
  }
}
