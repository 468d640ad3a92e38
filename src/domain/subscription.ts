import { compareTexts } from './moment.ts'
import type { SubscriptionFact, SubscriptionStatement } from './subscription-fact.ts'
import * as move from './subscription-moves.ts'
import { type Phase, type SubscriptionRules, type SubscriptionState, UNKNOWN } from './subscription-state.ts'

const WORDS = { extend: move.extend, cancel: move.cancelByWord, restore: move.restore } as const

/** What each fact does to each phase. */
const TABLE: Record<Phase, Record<SubscriptionFact['type'], move.Advance>> = {
  none: {
    started: move.run,
    renewed: move.run,
    paid: move.run,
    past_due: move.owe,
    cancelled: move.cancel,
    expired: move.expire,
    lapsed: move.keep,
    held: move.keep,
    ...WORDS,
  },
  active: {
    started: move.run,
    renewed: move.run,
    paid: move.pay,
    past_due: move.owe,
    cancelled: move.cancel,
    expired: move.expire,
    lapsed: move.expire,
    held: move.hold,
    ...WORDS,
  },
  past_due: {
    started: move.run,
    renewed: move.run,
    paid: move.pay,
    past_due: move.keep,
    cancelled: move.cancel,
    expired: move.expire,
    lapsed: move.expire,
    held: move.hold,
    ...WORDS,
  },
  cancelled: {
    started: move.beginAnew,
    renewed: move.resume,
    paid: move.cover,
    past_due: move.keep,
    cancelled: move.cancel,
    expired: move.keep,
    lapsed: move.keep,
    held: move.keep,
    ...WORDS,
  },
  expired: {
    started: move.run,
    renewed: move.revive,
    paid: move.revive,
    past_due: move.keep,
    cancelled: move.keep,
    expired: move.keep,
    lapsed: move.keep,
    held: move.keep,
    ...WORDS,
  },
}

/** One fact further. Total: every fact means something, or nothing, in every phase. */
export const advance: move.Advance = (state, fact, rules) => TABLE[state.phase][fact.type](state, fact, rules)

/** At one instant: bad news before good, an end after both, and an operator's word last. */
const RANK: Record<SubscriptionFact['type'], number> = {
  past_due: 0,
  started: 1,
  renewed: 2,
  paid: 3,
  held: 4,
  expired: 5,
  lapsed: 6,
  cancelled: 7,
  restore: 8,
  extend: 9,
  cancel: 10,
}

/** Where it stands by all its facts, in whatever order and however often they came. */
export function foldSubscription(
  statements: readonly SubscriptionStatement[],
  rules: SubscriptionRules,
): SubscriptionState {
  return inOrder(statements).reduce((state, { at, fact }) => advance(state, dated(at, fact), rules), UNKNOWN)
}

/** As they happened; of one event once. */
export function inOrder(statements: readonly SubscriptionStatement[]): readonly SubscriptionStatement[] {
  const byEvent = new Map(statements.map((statement) => [nameOf(statement), statement]))
  return [...byEvent.values()].sort(
    (a, b) =>
      Date.parse(a.at) - Date.parse(b.at) ||
      RANK[a.fact.type] - RANK[b.fact.type] ||
      compareTexts(nameOf(a), nameOf(b)),
  )
}

function nameOf({ endpoint, eventKey }: SubscriptionStatement): string {
  return `${endpoint}:${eventKey}`
}

function dated(at: string, fact: SubscriptionFact): move.DatedFact {
  const end = 'periodEnd' in fact ? fact.periodEnd : 'until' in fact ? fact.until : undefined
  return {
    type: fact.type,
    at: Date.parse(at),
    days: 'days' in fact ? fact.days : 0,
    ...(end === undefined ? {} : { end: Date.parse(end) }),
    ...(fact.type === 'held' ? { until: Date.parse(fact.until) } : {}),
    ...('cancelAtPeriodEnd' in fact ? { cancelAtPeriodEnd: fact.cancelAtPeriodEnd } : {}),
  }
}
