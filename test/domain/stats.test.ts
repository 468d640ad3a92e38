import { expect, test } from 'vitest'
import { type StateCount, statsOf } from '../../src/domain/stats.ts'

const WINDOW = { from: '2026-11-27T00:00:00.000Z', to: '2026-11-28T00:00:00.000Z' }
const count = (endpoint: string | null, state: StateCount['state'], events: number, duplicates = 0) => ({
  endpoint,
  state,
  events,
  duplicates,
})

test('what ended or stopped is judged; what is under way and what was turned away is not', () => {
  const stats = statsOf(WINDOW, [
    count('stripe', 'fulfilled', 10, 3),
    count('stripe', 'recorded', 4),
    count('stripe', 'received', 100),
    count('stripe', 'refused', 7),
    count('rach', 'ignored', 1),
    count('rach', 'parked', 2),
    count('rach', 'aborted', 1),
    count('rach', 'quarantined', 2, 1),
    count(null, 'refused', 50),
  ])
  expect(stats).toMatchObject({
    ...WINDOW,
    success: 15,
    failed: 5,
    failureRate: 0.25,
    refused: 57,
    duplicates: 4,
  })
  expect(stats.states).toEqual({
    received: 100,
    fulfilled: 10,
    recorded: 4,
    ignored: 1,
    parked: 2,
    aborted: 1,
    quarantined: 2,
  })
  expect(stats.byEndpoint).toMatchObject([
    { endpoint: 'rach', success: 1, failed: 5, failureRate: 5 / 6, refused: 0, duplicates: 1 },
    { endpoint: 'stripe', success: 14, failed: 0, failureRate: 0, refused: 7, duplicates: 3 },
  ])
})

test('where nothing came to an end there is no rate, and no endpoint', () => {
  expect(statsOf(WINDOW, [])).toMatchObject({ success: 0, failed: 0, failureRate: null, byEndpoint: [] })
  expect(statsOf(WINDOW, [count('stripe', 'received', 3)]).byEndpoint).toMatchObject([{ failureRate: null }])
})
