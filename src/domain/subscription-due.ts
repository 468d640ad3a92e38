import type { Policy } from './policy.ts'
import { accessEnd, type SubscriptionState } from './subscription-state.ts'

const DAY_MS = 86_400_000
/** So long before its end on our own clock it is looked into: nobody loses access while a provider is being asked. */
const LEAD_MS = 3_600_000
/** How soon a provider that did not answer is asked again. */
const ASK_AGAIN_MS = 3 * LEAD_MS
/** How long one that does not answer at all can keep access open. */
const ANSWER_MS = 3 * DAY_MS

export const SUBSCRIPTION_STATUSES = ['active', 'past_due', 'grace', 'cancelled', 'expired'] as const
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number]

export type Rules = Pick<Policy['subscriptions'], 'graceDays' | 'dunningDays'>

/** Times in ms since 1970. */
export interface Access {
  readonly from: number
  readonly until: number
}

/** Undefined for one that never gave any. */
export function accessOfSubscription(state: SubscriptionState, rules: Rules): Access | undefined {
  const until = accessEnd(state, rules)
  const { from } = state
  return from === undefined || until === undefined || until <= from ? undefined : { from, until }
}

/** Where it stands then. One that will be cancelled with its period is `active` until it is over. */
export function statusAt(state: SubscriptionState, rules: Rules, now: number): SubscriptionStatus {
  const { phase, period, cancelAtPeriodEnd, pastDueSince } = state
  const until = accessEnd(state, rules)
  if (until !== undefined && now >= until)
    return phase === 'cancelled' || (phase !== 'expired' && cancelAtPeriodEnd) ? 'cancelled' : 'expired'
  if (pastDueSince !== undefined && phase !== 'cancelled') return 'past_due'
  if (phase === 'none') return 'expired'
  return period !== undefined && now >= period.end && phase !== 'cancelled' ? 'grace' : 'active'
}

/** What comes next of itself. */
export type Due =
  /** Nothing before `until`, when `what` is. */
  | { readonly type: 'wait'; readonly until: number; readonly what: string }
  /** Its access ends at `at`, and nobody has said why. */
  | { readonly type: 'lapse'; readonly at: number; readonly periodEnd: number }
  | { readonly type: 'over' }

export function dueOf(state: SubscriptionState, rules: Rules, now: number): Due {
  const { phase, period, cancelAtPeriodEnd } = state
  const until = accessEnd(state, rules)
  if (until === undefined || period === undefined) return waitFor(until, 'end', now) ?? OVER
  if (phase === 'cancelled' || phase === 'expired' || cancelAtPeriodEnd)
    return waitFor(until, 'end', now) ?? OVER
  const lapseAt = lapseTime(state, until)
  if (now >= lapseAt) return { type: 'lapse', at: until, periodEnd: period.end }
  const next = [
    { at: period.end, what: 'period end' },
    { at: lapseAt, what: state.held === undefined ? 'end of grace' : 'its provider is asked again' },
    ...dunningTimes(state, rules).map((at) => ({ at, what: 'reminder' })),
  ]
    .filter(({ at }) => at > now)
    .sort((a, b) => a.at - b.at)[0]
  return next === undefined ? OVER : { type: 'wait', until: next.at, what: next.what }
}

/** When whoever has not paid is written to. */
export function dunningTimes({ pastDueSince }: SubscriptionState, { dunningDays }: Rules): readonly number[] {
  return pastDueSince === undefined ? [] : dunningDays.map((days) => pastDueSince + days * DAY_MS)
}

/** When it is looked into whether it ends on our own clock: within its grace, if it has any. */
function lapseTime({ held, period }: SubscriptionState, until: number): number {
  if (held !== undefined) return Math.min(held.at + ASK_AGAIN_MS, until)
  return Math.max(until - LEAD_MS, Math.min(period?.end ?? until, until))
}

/** Whether nothing but our own clock ends it, and with this period. */
export function endsOnOurClock(
  { phase, period, cancelAtPeriodEnd }: SubscriptionState,
  periodEnd: number,
): boolean {
  return (phase === 'active' || phase === 'past_due') && !cancelAtPeriodEnd && period?.end === periodEnd
}

/** How long a period that nobody paid the next one after stays open. */
export function graceEnd({ period }: SubscriptionState, { graceDays }: Rules): number | undefined {
  return period === undefined ? undefined : period.end + graceDays * DAY_MS
}

/** Until when its provider is asked at most. */
export function askedUntil(state: SubscriptionState, rules: Rules): number | undefined {
  const end = graceEnd(state, rules)
  return end === undefined ? undefined : end + ANSWER_MS
}

/** When it ends, once that is concluded: with its grace; one that was held, when it is known. */
export function lapsedAt(state: SubscriptionState, rules: Rules, now: number): number {
  const end = graceEnd(state, rules) ?? now
  return state.held === undefined ? end : Math.min(Math.max(now, end), state.held.until)
}

const OVER: Due = { type: 'over' }

function waitFor(until: number | undefined, what: string, now: number): Due | undefined {
  return until === undefined || now >= until ? undefined : { type: 'wait', until, what }
}
