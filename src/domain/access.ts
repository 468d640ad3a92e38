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

/**
 * What a payment opens: as long as something of it is paid, or nothing is to be. `ledger.access_of` says the same.
 */
export function accessOf(payment: PaymentState): readonly AccessLine[] {
  const since = openSince(payment)
  if (since === undefined) return []
  const { owner, grants } = payment
  const from = new Date(since)
  return grants.products.map(({ product, days }) => ({
    owner,
    product,
    from: from.toISOString(),
    ...(days === undefined ? {} : { until: new Date(from.getTime() + days * DAY_MS).toISOString() }),
  }))
}

function openSince({
  paid,
  paidSince,
  returned,
  settled,
  grants,
  freeSince,
}: PaymentState): string | undefined {
  if (paid === returned) return freeSince
  return grants.waits && !settled ? undefined : paidSince?.at
}
