import { FulfilmentError } from './errors.ts'

/** An amount as a provider wrote it, before anyone has judged it. `minor`: integer minor units; `decimal`: major units. */
export interface StatedAmount {
  readonly text: string
  readonly unit: 'minor' | 'decimal'
}

/** What a provider says was paid. A missing field stays missing: it is judged when the plan is made. */
export interface StatedMoney {
  readonly amount?: StatedAmount
  /** Asset code, upper case: ISO 4217 or a token symbol. */
  readonly asset?: string
}

/** The widest amount the ledger holds: NUMERIC(78,0) covers every uint256. */
const MAX_DIGITS = 78
const PLAIN_DECIMAL = /^(\d+)(?:\.(\d+))?$/

function invalid(text: string): FulfilmentError {
  return new FulfilmentError({
    code: 'INVALID_AMOUNT',
    retryable: false,
    message: `"${text.slice(0, 40)}" is not a positive decimal amount`,
  })
}

/**
 * Exact minor units of a plain decimal text: `parseDecimal('19.99', 2)` is `1999n`. Surplus zeros are fine.
 * @throws FulfilmentError INVALID_AMOUNT (sign, exponent, blank, anything but digits and one point),
 *   AMOUNT_TOO_PRECISE (digits beyond the scale that are not zero)
 */
export function parseDecimal(text: string, scale: number): bigint {
  const match = PLAIN_DECIMAL.exec(text)
  if (!match) throw invalid(text)
  const [, whole = '', fraction = ''] = match
  if (/[^0]/.test(fraction.slice(scale))) {
    throw new FulfilmentError({
      code: 'AMOUNT_TOO_PRECISE',
      retryable: false,
      message: `"${text.slice(0, 40)}" has more than ${scale} decimal places`,
    })
  }
  const digits = (whole + fraction.slice(0, scale).padEnd(scale, '0')).replace(/^0+(?=\d)/, '')
  if (digits.length > MAX_DIGITS) throw invalid(text)
  return BigInt(digits)
}

/**
 * Minor units of a stated amount, always greater than zero.
 * @throws FulfilmentError INVALID_AMOUNT (unreadable, zero, a fraction of a minor unit), AMOUNT_TOO_PRECISE
 */
export function resolveAmount(stated: StatedAmount, scale: number): bigint {
  if (stated.unit === 'minor' && /\.\d*[1-9]/.test(stated.text)) throw invalid(stated.text)
  const minor = parseDecimal(stated.text, stated.unit === 'minor' ? 0 : scale)
  if (minor <= 0n) throw invalid(stated.text)
  return minor
}

/** Major units for people: `formatMinor(1999n, 2)` is `19.99`. */
export function formatMinor(minor: bigint, scale: number): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const sign = minor < 0n ? '-' : ''
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-scale)}`
}
