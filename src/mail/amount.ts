import { formatMinor } from '../domain/money.ts'

/** Decimal places that are always shown, where the asset has them. */
const SHOWN = 2

export interface Amount {
  /** Integer minor units as text. */
  readonly minor: string
  readonly asset: string
  readonly scale: number
}

/**
 * An amount as people read it, exact to the last digit: `19.99 USD`, in German `19,99 USD`, where a point would mean thousands.
 * Zeros that say nothing are left out.
 */
export function amountText({ minor, asset, scale }: Amount, locale: string): string {
  const [whole = '', decimals = ''] = formatMinor(BigInt(minor), scale).split('.')
  const shown = decimals.slice(0, SHOWN) + decimals.slice(SHOWN).replace(/0+$/, '')
  return `${shown === '' ? whole : `${whole}${decimalMark(locale)}${shown}`} ${asset}`
}

function decimalMark(locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(0.5)
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.'
}
