/** What kinds of difference there are; each is explained in docs/runbook.md. */
export const DIFFERENCES = [
  /** Done, and the books know nothing of it. */
  'event-without-fact',
  /** The books hold another figure than the event. */
  'fact-differs',
  /** The books hold what nobody told. */
  'fact-without-event',
  'payment-differs',
  /** Done, and nothing was minted. */
  'mint-missing',
  /** On chain, by the outbox, and not in the books. */
  'mint-not-booked',
  /** In the books, and not on chain. */
  'mint-not-on-chain',
  'supply-differs',
  'sum-differs',
  'ledger-drift',
  /** Its provider says it happened, and nobody told us. */
  'event-missing',
  /** Its provider says something else now. */
  'event-differs',
] as const

export type DifferenceKind = (typeof DIFFERENCES)[number]

/** One thing on which two sides do not agree. Amounts are minor units. */
export interface Difference {
  readonly kind: DifferenceKind
  readonly endpoint?: string
  readonly eventKey?: string
  readonly account?: string
  readonly paymentId?: string
  readonly mintId?: string
  readonly asset?: string
  readonly stated?: string
  readonly found?: string
  /** Shows its evidence. */
  readonly command: string
}

/** Minor units, by asset. */
export interface ReconciledSum {
  readonly asset: string
  readonly payments: number
  /** By the events of providers. */
  readonly told: string
  /** Told, and not in the books yet: its event runs or is parked. */
  readonly waiting: string
  readonly booked: string
}

/** Tokens, in minor units. */
export interface ReconciledMints {
  readonly chainId: number
  readonly ledger: string
  /** Safe or final by the outbox, and what it may have sent beyond that. */
  readonly outbox: string
  readonly onTheirWay: string
  /** The contract's total supply. */
  readonly chain: string
}

/** What a provider that can be asked said of the last day. */
export interface AskedProvider {
  readonly source: string
  readonly events: number
  /** Why it could not be asked. */
  readonly problem?: string
}

/** One report: providers, books and chain, side by side. */
export interface Reconciliation {
  readonly events: Readonly<Record<string, number>>
  readonly sums: readonly ReconciledSum[]
  /** Null where nothing is minted on a chain, or no node answered. */
  readonly mints: ReconciledMints | null
  readonly providers: readonly AskedProvider[]
  /** All there are; `differences` lists the first of them. */
  readonly differenceCount: number
  readonly differences: readonly Difference[]
}

/** The command that shows what a difference is about. */
export function evidenceOf({ endpoint, eventKey, paymentId, kind }: Omit<Difference, 'command'>): string {
  if (kind === 'event-missing') return 'quittance catch-up'
  if (kind === 'ledger-drift' || kind === 'supply-differs' || kind === 'sum-differs')
    return 'quittance drift --json'
  if (endpoint !== undefined && eventKey !== undefined)
    return `quittance show ${quoted(endpoint)} ${quoted(eventKey)}`
  return `quittance events --payment ${quoted(paymentId ?? '')}`
}

/** Ids are opaque: a shell must not read them. */
export function quoted(id: string): string {
  return /^[\w.:~-]+$/.test(id) ? id : `'${id.replaceAll("'", `'\\''`)}'`
}
