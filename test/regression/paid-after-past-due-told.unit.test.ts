import { expect, test } from 'vitest'
import { foldSubscription } from '../../src/domain/subscription.ts'
import type { SubscriptionStatement } from '../../src/domain/subscription-fact.ts'
import { occasionsOf } from '../../src/domain/subscription-tellings.ts'
import { paidUntil, RULES, renewed, started, stated, until } from '../domain/subscription-scenes.ts'

const CHANNELS = { channels: { mail: true, delivery: true } }

/** What is told at each fact as it comes, each telling once: as its key has it. */
const toldBy = (facts: readonly SubscriptionStatement[]): readonly string[] => {
  const known = facts.map((fact, n) => ({ facts: facts.slice(0, n + 1), now: Date.parse(fact.at) }))
  const keys = known.flatMap(({ facts, now }) =>
    occasionsOf(foldSubscription(facts, RULES), RULES, now, CHANNELS)
      .filter(({ tellings }) => tellings.some(({ type }) => type === 'deliver'))
      .map(({ name }) => name.join(' ')),
  )
  return [...new Set(keys)].map((key) => key.split(' ')[0] ?? '')
}

test('an app that heard of a period’s debts hears when they are paid, though it knew of the period before', () => {
  const facts = [
    stated(0, started(30)),
    // As Stripe does it: the period moves on, then its charge fails, then it is paid.
    stated(30, renewed(60)),
    stated(30.1, { type: 'past_due' }),
    stated(33, paidUntil(60)),
    stated(33.1, renewed(60)),
  ]
  expect(toldBy(facts)).toEqual(['started', 'renewed', 'past-due', 'renewed'])
})

test('an app that heard of an end hears when an operator takes it back', () => {
  const facts = [
    stated(0, started(30)),
    stated(5, { type: 'cancel', until: until(5) }),
    stated(6, { type: 'restore' }),
  ]
  expect(toldBy(facts)).toEqual(['started', 'cancelled', 'renewed'])
})

test('what is paid at once, or month by month, is told once each month', () => {
  const months = [30, 60, 90].flatMap((day) => [
    stated(day, renewed(day + 30)),
    stated(day + 0.1, paidUntil(day + 30)),
  ])
  expect(toldBy([stated(0, started(30)), ...months])).toEqual(['started', 'renewed', 'renewed', 'renewed'])
})
