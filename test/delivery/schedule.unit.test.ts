import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextTryIn, SCHEDULE } from '../../src/delivery/schedule.ts'

const HOUR = 3_600_000

/** When an app that never takes it, and takes `answerMs` to say so, is called: milliseconds since the first call. */
const callsOf = (answerMs: number, retryAfterMs?: number): number[] => {
  const calls = [0]
  let now = 0
  for (;;) {
    now += answerMs
    const wait = nextTryIn(
      { made: calls.length, sinceMs: now, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
      SCHEDULE,
    )
    if (wait === undefined) return calls
    now += wait
    calls.push(now)
  }
}

test('an app that is away is called after 5 s, 30 s, 2 min … 10 h, for three days', () => {
  const calls = callsOf(0)
  const waits = calls.slice(1).map((at, n) => at - (calls[n] ?? 0))
  const [five, thirty, two, ten, half, one, twoHours, fiveHours, ...rest] = waits.map((ms) => ms / 1_000)
  expect([five, thirty, two, ten, half, one, twoHours, fiveHours]).toEqual([
    5, 30, 120, 600, 1_800, 3_600, 7_200, 18_000,
  ])
  expect(rest.slice(0, -1)).toEqual(rest.slice(0, -1).map(() => 36_000))
  expect(calls.at(-1)).toBe(72 * HOUR)
})

test('however slow the app and whatever it asks for, the waits are within bounds, and it ends after three days', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 15_000 }),
      fc.option(fc.integer({ min: 0, max: 100 * HOUR }), { nil: undefined }),
      (answerMs, retryAfterMs) => {
        const calls = callsOf(answerMs, retryAfterMs)
        const last = calls.at(-1) ?? 0
        const waits = calls.slice(1).map((at, n) => at - (calls[n] ?? 0) - answerMs)
        expect(last).toBeGreaterThanOrEqual(72 * HOUR - 15_000)
        expect(last).toBeLessThanOrEqual(72 * HOUR)
        const asked = Math.min(retryAfterMs ?? 0, 10 * HOUR)
        for (const wait of waits.slice(0, -1)) {
          expect(wait).toBeGreaterThanOrEqual(Math.max(5_000, asked))
          expect(wait).toBeLessThanOrEqual(10 * HOUR)
        }
      },
    ),
  )
})
