import type { Period } from './subscription-period.ts'

const DAY_MS = 86_400_000

export type Phase = 'none' | 'active' | 'past_due' | 'cancelled' | 'expired'

/** Where a subscription stands by its facts. Times in ms since 1970. */
export interface SubscriptionState {
  readonly phase: Phase
  readonly period: Period | undefined
  /** End of the first period: another one now means that it was renewed. */
  readonly firstEnd: number | undefined
  /** Since when it gives access without a gap. */
  readonly from: number | undefined
  readonly cancelAtPeriodEnd: boolean
  /** Of one cancelled or expired: when that takes hold; it may be to come. */
  readonly endsAt: number | undefined
  /** An operator cancelled it: only an operator brings it back. */
  readonly isEndedByWord: boolean
  readonly pastDueSince: number | undefined
  /** When this period was last taken up again, after debts or after its end. */
  readonly resumedAt: number | undefined
  /** Its provider did not answer at `at`: nothing is taken away before `until`. */
  readonly held: { readonly at: number; readonly until: number } | undefined
}

export const UNKNOWN: SubscriptionState = {
  phase: 'none',
  period: undefined,
  firstEnd: undefined,
  from: undefined,
  cancelAtPeriodEnd: false,
  endsAt: undefined,
  isEndedByWord: false,
  pastDueSince: undefined,
  resumedAt: undefined,
  held: undefined,
}

/** What outlives a period that was not paid. */
export interface SubscriptionRules {
  readonly graceDays: number
}

/** Until when it gives access; undefined while it never ran. */
export function accessEnd(
  { phase, period, endsAt, cancelAtPeriodEnd, held }: SubscriptionState,
  { graceDays }: SubscriptionRules,
): number | undefined {
  if (phase === 'cancelled' || phase === 'expired') return endsAt
  if (period === undefined) return undefined
  if (cancelAtPeriodEnd) return period.end
  return Math.max(period.end + graceDays * DAY_MS, held?.until ?? 0)
}
