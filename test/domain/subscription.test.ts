import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { advance, foldSubscription, inOrder } from '../../src/domain/subscription.ts'
import { accessOfSubscription, dueOf, statusAt } from '../../src/domain/subscription-due.ts'
import type { SubscriptionFact, SubscriptionStatement } from '../../src/domain/subscription-fact.ts'
import { type Phase, UNKNOWN } from '../../src/domain/subscription-state.ts'
import {
  anyFact,
  anyStatements,
  DAY,
  iso,
  paidUntil,
  RULES,
  renewed,
  started,
  stated,
  T0,
  until,
} from './subscription-scenes.ts'

const accessOf = (facts: readonly SubscriptionStatement[]) => {
  const access = accessOfSubscription(foldSubscription(facts, RULES), RULES)
  return access && { from: iso(access.from), until: iso(access.until) }
}

const statusOn = (day: number, facts: readonly SubscriptionStatement[]) =>
  statusAt(foldSubscription(facts, RULES), RULES, T0 + day * DAY)

describe('by its facts', () => {
  test('neither the order nor the number of times in which they come changes anything', () => {
    const shuffled = anyStatements.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray([...facts, ...facts], {
          minLength: facts.length * 2,
          maxLength: facts.length * 2,
        }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([facts, again]) => {
        expect(foldSubscription(again, RULES)).toEqual(foldSubscription(facts, RULES))
      }),
    )
  })

  test('every fact means something, or nothing, in every phase', () => {
    const phases: readonly Phase[] = ['none', 'active', 'past_due', 'cancelled', 'expired']
    fc.assert(
      fc.property(anyStatements, anyFact, (facts, fact) => {
        const state = foldSubscription(facts, RULES)
        const [last] = inOrder([stated(500, fact)])
        const after = foldSubscription([...facts, ...(last ? [last] : [])], RULES)
        expect(phases).toContain(after.phase)
        // What has ended says when; what runs says of which period.
        expect(after.endsAt !== undefined).toBe(after.phase === 'cancelled' || after.phase === 'expired')
        if (after.phase === 'active') expect(after.period).toBeDefined()
        expect(() => dueOf(state, RULES, T0)).not.toThrow()
      }),
    )
  })

  test('what keeps nothing to say to an unknown one leaves it unknown', () => {
    for (const type of ['lapsed', 'held', 'restore'] as const)
      expect(advance(UNKNOWN, { type, at: T0, days: 0, end: T0, until: T0 }, RULES)).toBe(UNKNOWN)
  })

  test('a period that a provider named never moves back by a late event', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (ends) => {
        const facts = ends.map((end, index) => stated(index / 100, renewed(end)))
        expect(foldSubscription(facts, RULES).period?.end).toBe(T0 + Math.max(...ends) * DAY)
      }),
    )
  })
})

describe('access', () => {
  test('lasts for the period and its grace', () => {
    expect(accessOf([stated(0, started(31))])).toEqual({ from: until(0), until: until(34) })
  })

  test('is extended by what is paid, early, in time or within the grace', () => {
    for (const day of [28, 31, 33]) {
      const facts = [stated(0, started(31)), stated(day, paidUntil(59))]
      expect(accessOf(facts)).toEqual({ from: until(0), until: until(62) })
    }
  })

  test('begins anew where it was paid for after it had ended', () => {
    const facts = [stated(0, started(31)), stated(40, paidUntil(71))]
    expect(accessOf(facts)).toEqual({ from: until(40), until: until(74) })
  })

  test('ends with the period it is cancelled at, without grace', () => {
    const fact: SubscriptionFact = { ...renewed(31), type: 'renewed', days: 30, cancelAtPeriodEnd: true }
    const facts = [stated(0, started(31)), stated(5, fact)]
    expect(accessOf(facts)?.until).toBe(until(31))
    expect(statusOn(30, facts)).toBe('active')
    expect(statusOn(31, facts)).toBe('cancelled')
  })

  test('ends at once where the provider has ended it', () => {
    const facts = [stated(0, started(31)), stated(5, { type: 'cancelled' })]
    expect(accessOf(facts)?.until).toBe(until(5))
    expect(statusOn(5, facts)).toBe('cancelled')
  })

  test('an expiry that overtakes a renewal cuts nothing', () => {
    const facts = [stated(0, started(31)), stated(31, { type: 'expired' }), stated(30.9, paidUntil(59))]
    expect(accessOf(facts)?.until).toBe(until(62))
    expect(statusOn(32, facts)).toBe('active')
  })

  test('an expiry of the period that runs ends it', () => {
    const facts = [stated(0, started(31)), stated(31.5, { type: 'expired' })]
    expect(accessOf(facts)?.until).toBe(until(31.5))
  })

  test('a period that moved on before it was charged is not open while that is owed', () => {
    const facts = [stated(0, started(31)), stated(31, renewed(59)), stated(31.1, { type: 'past_due' })]
    expect(accessOf(facts)?.until).toBe(until(34))
    expect(statusOn(32, facts)).toBe('past_due')
    expect(accessOf([...facts, stated(33, paidUntil(59))])?.until).toBe(until(62))
  })

  test('what fails before the next period is no reason to cut the one that was paid', () => {
    const facts = [stated(0, started(31)), stated(31, renewed(59)), stated(52, { type: 'past_due' })]
    expect(accessOf(facts)?.until).toBe(until(62))
  })

  test('a guess of a period yields to what the provider says, also where that is shorter', () => {
    const facts = [stated(0, { type: 'paid', days: 30 }), stated(0.01, started(7))]
    expect(accessOf(facts)?.until).toBe(until(10))
    expect(accessOf([stated(0, started(7)), stated(0.01, { type: 'paid', days: 30 })])?.until).toBe(until(10))
  })

  test('pending and confirmed are one payment for one period', () => {
    const paid: SubscriptionFact = { type: 'paid', days: 30 }
    expect(accessOf([stated(0, paid), stated(0.1, paid)])?.until).toBe(until(33))
    expect(accessOf([stated(0, paid), stated(0.1, paid), stated(31, paid)])?.until).toBe(until(64))
  })

  test('money for a period that is over settles nothing that is owed for this one', () => {
    const facts = [stated(0, started(31)), stated(31, paidUntil(59)), stated(59, { type: 'past_due' })]
    expect(statusOn(60, [...facts, stated(59.5, paidUntil(31))])).toBe('past_due')
  })

  test('while its provider cannot be asked it stays open, but no longer than until then', () => {
    const held: SubscriptionFact = { type: 'held', periodEnd: until(31), until: until(37) }
    expect(accessOf([stated(0, started(31)), stated(34, held)])?.until).toBe(until(37))
    expect(accessOf([stated(0, started(31)), stated(34, held), stated(35, renewed(59))])?.until).toBe(
      until(62),
    )
  })
})

describe("an operator's word", () => {
  const running = [stated(0, started(31))]

  test('extends a period', () => {
    expect(accessOf([...running, stated(5, { type: 'extend', until: until(40) })])?.until).toBe(until(43))
  })

  test('brings back what had ended until a date, and no longer', () => {
    const facts = [
      ...running,
      stated(5, { type: 'cancelled' }),
      stated(6, { type: 'extend', until: until(40) }),
    ]
    expect(accessOf(facts)).toEqual({ from: until(6), until: until(40) })
  })

  test('cancels for good, whatever its provider says later', () => {
    const facts = [...running, stated(5, { type: 'cancel', until: until(9) }), stated(31, paidUntil(59))]
    expect(accessOf(facts)?.until).toBe(until(9))
    expect(accessOf([...facts, stated(32, { type: 'restore' })])).toEqual({
      from: until(32),
      until: until(62),
    })
  })

  test('holds a cancelled one open again until its period and grace are over', () => {
    const facts = [...running, stated(5, { type: 'cancelled' }), stated(6, { type: 'restore' })]
    expect(accessOf(facts)).toEqual({ from: until(6), until: until(34) })
  })
})

describe('by our own clock', () => {
  test('the next thing to do is the end of the period, then what owing brings, then the end of its grace', () => {
    const facts = [stated(0, started(31)), stated(32, { type: 'past_due' })]
    const state = foldSubscription(facts, RULES)
    expect(dueOf(foldSubscription([stated(0, started(31))], RULES), RULES, T0)).toEqual({
      type: 'wait',
      until: T0 + 31 * DAY,
      what: 'period end',
    })
    expect(dueOf(state, RULES, T0 + 33 * DAY)).toMatchObject({ type: 'wait', what: 'end of grace' })
    expect(dueOf(state, RULES, T0 + 34 * DAY)).toMatchObject({ type: 'lapse', periodEnd: T0 + 31 * DAY })
  })

  test('what lapsed is over', () => {
    const lapsed = stated(34, { type: 'lapsed', periodEnd: until(31) })
    const state = foldSubscription([stated(0, started(31)), lapsed], RULES)
    expect(statusAt(state, RULES, T0 + 33 * DAY)).toBe('grace')
    expect(statusAt(state, RULES, T0 + 34 * DAY)).toBe('expired')
    expect(dueOf(state, RULES, T0 + 34 * DAY)).toEqual({ type: 'over' })
  })
})
