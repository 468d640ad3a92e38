import type { PaymentState } from './fold-payment.ts'

/** A product its owner may use. */
export interface AccessLine {
  readonly owner: string
  readonly product: string
  /** ISO-8601 UTC. */
  readonly from: string
  /** Without it, for ever. */
  readonly until?: string
}

const DAY_MS = 86_400_000

/** What a payment opens: as long as something of it is paid. `ledger.access_of` says the same. */
export function accessOf(payment: PaymentState): readonly AccessLine[] {
  const { owner, paid, paidSince, returned, settled, grants } = payment
  if (paid === returned || paidSince === undefined || (grants.waits && !settled)) return []
  const from = new Date(paidSince.at)
  return grants.products.map(({ product, days }) => ({
    owner,
    product,
    from: from.toISOString(),
    ...(days === undefined ? {} : { until: new Date(from.getTime() + days * DAY_MS).toISOString() }),
  }))
}
