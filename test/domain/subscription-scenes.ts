import fc from 'fast-check'
import {
  SUBSCRIPTION_CLOCK,
  type SubscriptionFact,
  type SubscriptionStatement,
} from '../../src/domain/subscription-fact.ts'

export const DAY = 86_400_000
export const T0 = Date.UTC(2026, 0, 1)
export const RULES = { graceDays: 3, dunningDays: [0, 3, 7] }

export const iso = (ms: number): string => new Date(ms).toISOString()

let events = 0

/** A statement of the shop's subscription, `day` days after the first of 2026. */
export const stated = (
  day: number,
  fact: SubscriptionFact,
  more: Partial<SubscriptionStatement> = {},
): SubscriptionStatement => ({
  endpoint: 'extend cancel restore lapsed held'.includes(fact.type) ? SUBSCRIPTION_CLOCK : 'stripe',
  eventKey: `evt_${++events}`,
  account: 'shop',
  subscriptionId: 'sub_1',
  at: iso(T0 + day * DAY),
  fact,
  products: [],
  ...more,
})

export const until = (day: number): string => iso(T0 + day * DAY)

export const started = (end: number): SubscriptionFact => ({
  type: 'started',
  days: 30,
  periodEnd: until(end),
})
export const renewed = (end: number): SubscriptionFact => ({
  type: 'renewed',
  days: 30,
  periodEnd: until(end),
})
export const paidUntil = (end: number): SubscriptionFact => ({
  type: 'paid',
  days: 30,
  periodEnd: until(end),
})

const day = fc.integer({ min: 0, max: 400 })
const maybeEnd = fc.option(day.map(until), { nil: undefined })
const withEnd = <T extends object>(fact: T, periodEnd: string | undefined) =>
  periodEnd === undefined ? fact : { ...fact, periodEnd }

export const anyFact: fc.Arbitrary<SubscriptionFact> = fc.oneof(
  fc
    .tuple(fc.constantFrom('started' as const, 'renewed' as const), maybeEnd)
    .map(([type, end]) => withEnd({ type, days: 30 }, end)),
  maybeEnd.map((end) => withEnd({ type: 'renewed' as const, days: 30, cancelAtPeriodEnd: true }, end)),
  maybeEnd.map((end) => withEnd({ type: 'paid' as const, days: 30 }, end)),
  fc.constant({ type: 'past_due' as const }),
  maybeEnd.map((end) => withEnd({ type: 'cancelled' as const }, end)),
  maybeEnd.map((end) => withEnd({ type: 'expired' as const }, end)),
  day.map((end) => ({ type: 'lapsed' as const, periodEnd: until(end) })),
  day.map((end) => ({ type: 'held' as const, periodEnd: until(end), until: until(end + 6) })),
  day.map((end) => ({ type: 'extend' as const, until: until(end) })),
  day.map((end) => ({ type: 'cancel' as const, until: until(end) })),
  fc.constant({ type: 'restore' as const }),
)

export const anyStatements: fc.Arbitrary<readonly SubscriptionStatement[]> = fc
  .array(fc.tuple(day, anyFact, fc.boolean()), { maxLength: 12 })
  .map((facts) => facts.map(([at, fact, isHalf]) => stated(at + (isHalf ? 0.5 : 0), fact)))
