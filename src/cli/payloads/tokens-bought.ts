import { minorUnits, type Sale } from './sale.ts'

/** LTZ for one US cent: 1000 for a dollar. */
const LTZ_PER_CENT = 10n

/** What the guide of stripe-mint wants beside the wallet in a checkout's metadata. It knows dollars alone. */
export function tokensBought(sale: Sale): Record<string, string> {
  const cents = minorUnits(sale)
  if (sale.wallet === undefined || sale.currency !== 'USD' || typeof cents === 'string') return {}
  return { usd_amount: sale.amount, ltz_amount: (cents * LTZ_PER_CENT).toString() }
}
