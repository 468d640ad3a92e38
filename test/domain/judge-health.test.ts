import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HealthFigures, SecretUse } from '../../src/domain/alarm.ts'
import { judgeHealth } from '../../src/domain/judge-health.ts'
import { type StateCount, statsOf } from '../../src/domain/stats.ts'

const NOW = new Date('2026-11-28T12:00:00Z')
const WINDOW = { from: '2026-11-27T12:00:00.000Z', to: NOW.toISOString() }
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000)
const DAY = 24 * 60

const statsWith = (success: number, failed: number, endpoint = 'stripe') =>
  statsOf(
    WINDOW,
    (
      [
        ['fulfilled', success],
        ['parked', failed],
      ] as [StateCount['state'], number][]
    ).map(([state, events]) => ({ endpoint, state, events, duplicates: 0 })),
  )

const figures = (given: Partial<HealthFigures> = {}): HealthFigures => ({
  now: NOW,
  stats: statsOf(WINDOW, []),
  unstartedSince: null,
  unfinishedSince: null,
  parked: 0,
  differences: null,
  secrets: [],
  signer: null,
  ...given,
})

const on = (given: Partial<HealthFigures>): string[] =>
  judgeHealth(figures(given)).on.map(({ alarm }) => alarm)

test('where all is well, and where nothing has happened yet, no alarm is on', () => {
  expect(judgeHealth(figures())).toEqual({ on: [], unknown: [] })
  expect(on({ stats: statsWith(1_000, 0), differences: 0 })).toEqual([])
})

test.each([
  ['5 % is not yet over 5 %', 95, 5, false],
  ['a little more is', 94, 5, true],
  ['of nineteen, all may fail', 0, 19, false],
  ['of twenty, two are too many', 18, 2, true],
  ['of twenty, one is 5 %', 19, 1, false],
])('too many events fail: %s', (_, success, failed, isOn) => {
  expect(on({ stats: statsWith(success, failed) })).toEqual(isOn ? ['failure-rate'] : [])
})

test('the alarm says which endpoint fails', () => {
  const { on: alarms } = judgeHealth(figures({ stats: statsWith(15, 5, 'rach') }))
  expect(alarms[0]?.text).toContain('5 of 20 events of the last 24 hours failed (rach 5 of 20)')
})

test('of many endpoints that fail, the ten that fail most are named', () => {
  const counts = Array.from({ length: 300 }, (_, n) => ({
    endpoint: `ep-${n}`,
    state: 'parked' as const,
    events: n + 1,
    duplicates: 0,
  }))
  const { on: alarms } = judgeHealth(figures({ stats: statsOf(WINDOW, counts) }))
  expect(alarms[0]?.text).toMatch(/\(ep-299 300 of 300, (?:ep-\d+ \d+ of \d+, ){9}290 more\)/)
})

test('an event that no workflow was started for is noticed in minutes, one that is not done in an hour', () => {
  expect(on({ unstartedSince: ago(5), unfinishedSince: ago(60) })).toEqual([])
  expect(on({ unstartedSince: ago(6), unfinishedSince: ago(6) })).toEqual(['unstarted'])
  expect(on({ unfinishedSince: ago(61) })).toEqual(['unfinished'])
})

test('each park is told of by itself; only many are an alarm', () => {
  expect(on({ parked: 20 })).toEqual([])
  expect(on({ parked: 21 })).toEqual(['many-parked'])
})

test('any difference is an alarm', () => {
  expect(on({ differences: 1 })).toEqual(['drift'])
})

const secret = (given: Partial<SecretUse> = {}): SecretUse => ({
  secretId: 'stripe-0a0a0a0a',
  endpoint: 'stripe',
  knownSince: ago(2 * DAY),
  lastUsedAt: null,
  othersUsedAt: ago(60),
  ...given,
})

test.each([
  ['the provider still signs with the one before', {}, true],
  ['nothing came since it was rotated', { othersUsedAt: ago(3 * DAY) }, true],
  ['it was used', { lastUsedAt: ago(60) }, false],
  ['it is of today', { knownSince: ago(DAY) }, false],
  ['it is the first of its endpoint', { othersUsedAt: null }, false],
  ['the one before was out of use long ago', { othersUsedAt: ago(9 * DAY) }, false],
] as [string, Partial<SecretUse>, boolean][])('a new secret that nobody uses: %s', (_, given, isOn) => {
  const { on: alarms } = judgeHealth(figures({ secrets: [secret(given)] }))
  expect(alarms.map(({ subject }) => subject)).toEqual(isOn ? ['stripe-0a0a0a0a'] : [])
})

test('the minting address runs out of gas below its floor, to the wei', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 30n }),
      fc.bigInt({ min: 0n, max: 10n ** 30n }),
      (balance, floor) => {
        const isOn = on({ signer: { address: '0xabc', balance, floor } }).length === 1
        expect(isOn).toBe(balance < floor)
      },
    ),
  )
  const low = { address: '0xabc', balance: 9_999_999_999_999_999n, floor: 10n ** 16n }
  expect(judgeHealth(figures({ signer: low })).on[0]?.text).toContain('0.009999999999999999')
})

test('a chain that does not answer is neither: nobody can tell', () => {
  expect(judgeHealth(figures({ signer: undefined }))).toEqual({ on: [], unknown: ['signer-low'] })
})
