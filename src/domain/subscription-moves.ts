import type { SubscriptionFact } from './subscription-fact.ts'
import { periodAfter, periodUnpaid } from './subscription-period.ts'
import { accessEnd, type SubscriptionRules, type SubscriptionState } from './subscription-state.ts'

// What a fact may do to a subscription; the table in subscription.ts says when.

/** A fact with its moment, times in ms. */
export interface DatedFact {
  readonly type: SubscriptionFact['type']
  readonly at: number
  readonly days: number
  /** `periodEnd`, or `until`. */
  readonly end?: number
  /** Of `held`: until when. */
  readonly until?: number
  readonly cancelAtPeriodEnd?: boolean
}

export type Advance = (
  state: SubscriptionState,
  fact: DatedFact,
  rules: SubscriptionRules,
) => SubscriptionState

export const keep: Advance = (state) => state

/** It runs: whatever was said of its end or its debts is over. */
export const run: Advance = (state, fact, rules) => {
  const reached = accessEnd(state, rules)
  const isBack = state.from === undefined || reached === undefined || fact.at > reached
  const known = cover(state, fact, rules)
  const isResumed = state.pastDueSince !== undefined || (isBack && state.from !== undefined)
  const flag = fact.cancelAtPeriodEnd ?? (fact.type === 'started' ? false : state.cancelAtPeriodEnd)
  return {
    ...known,
    phase: 'active',
    from: isBack ? fact.at : state.from,
    cancelAtPeriodEnd: flag,
    endsAt: undefined,
    isEndedByWord: false,
    pastDueSince: undefined,
    resumedAt: isResumed ? fact.at : known.resumedAt,
  }
}

/** Knows of a period, and changes nothing else. */
export const cover: Advance = (state, fact) => {
  const { at, end, days, type } = fact
  const period = periodAfter(state.period, {
    at,
    days,
    isPaid: type === 'paid' || type === 'extend',
    ...(end === undefined ? {} : { end }),
  })
  const isGuess = state.period?.isAssumed === true && state.period.end === state.firstEnd
  const isFirst = state.firstEnd === undefined || (isGuess && period.start === state.period?.start)
  return {
    ...state,
    period,
    firstEnd: isFirst ? period.end : state.firstEnd,
    held: period.end === state.period?.end ? state.held : undefined,
    resumedAt: period.end === state.period?.end ? state.resumedAt : undefined,
  }
}

/** Money for a period that is over settles nothing that is owed for this one. */
export const pay: Advance = (state, fact, rules) => {
  const { period } = state
  const isOld = period?.isAssumed === false && fact.end !== undefined && fact.end < period.end
  return isOld ? cover(state, fact, rules) : run(state, fact, rules)
}

/** Back from its end only for a period beyond the one it ended with. */
export const revive: Advance = (state, fact, rules) => {
  const { period } = cover(state, fact, rules)
  const isLater = state.period === undefined || (period?.end ?? 0) > state.period.end
  return isLater ? run(state, fact, rules) : state
}

/** A provider that still says it runs, before the end it had named, has taken that back. */
export const resume: Advance = (state, fact, rules) =>
  !state.isEndedByWord && fact.at < (state.endsAt ?? 0) ? run(state, fact, rules) : cover(state, fact, rules)

export const beginAnew: Advance = (state, fact, rules) =>
  state.isEndedByWord ? cover(state, fact, rules) : run(state, fact, rules)

export const owe: Advance = (state, { at }) => ({
  ...state,
  phase: 'past_due',
  period: state.period === undefined ? undefined : periodUnpaid(state.period, at),
  pastDueSince: at,
})

export const cancel: Advance = (state, { at, end }) =>
  state.isEndedByWord ? state : { ...state, phase: 'cancelled', endsAt: end ?? at }

/** It speaks of one period: a later one was paid for meanwhile. */
export const expire: Advance = (state, { at, end }) =>
  state.period !== undefined && state.period.end > (end ?? at)
    ? state
    : { ...state, phase: 'expired', endsAt: at }

export const hold: Advance = (state, { at, end, until }) =>
  state.period?.end === end && until !== undefined ? { ...state, held: { at, until } } : state

export const cancelByWord: Advance = (state, { at, end }) => ({
  ...state,
  phase: 'cancelled',
  endsAt: end ?? at,
  isEndedByWord: true,
})

/** One that had ended ends again with what it was extended to. */
export const extend: Advance = (state, fact, rules) => {
  const hasEnded = state.phase === 'cancelled' || state.phase === 'expired'
  return { ...run(state, fact, rules), cancelAtPeriodEnd: hasEnded || state.cancelAtPeriodEnd }
}

export const restore: Advance = (state, fact, rules) => {
  const { period } = state
  if (period === undefined) return state
  return { ...run(state, { ...fact, end: period.end }, rules), cancelAtPeriodEnd: false }
}
