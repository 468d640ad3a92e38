import { expect, test } from 'vitest'
import type { Provider, Verified } from '../../../src/providers/provider.ts'
import { after, delivered, refusal } from './delivery.ts'
import { NOW, SECRET } from './fixture.ts'
import type { Promised } from './promises.ts'

/** How old a signed delivery may be, or that it has no age. */
export function promisesOfAge(provider: Provider, { ages, settings }: Promised): void {
  const { judge, signedBy } = delivered(provider, settings)
  const judged = (stamp: Date, now: Date): Verified => judge({ headers: signedBy(SECRET.value, stamp), now })

  if (!ages) {
    test('has no age: a copy is good for as long as the secret is', () => {
      expect(judge({ now: after(86_400 * 365) }).ok).toBe(true)
    })
    return
  }

  test('a stamp 300 seconds off is accepted, 301 refused, both ways', () => {
    expect(judged(NOW, after(300)).ok).toBe(true)
    expect(judged(NOW, after(-300)).ok).toBe(true)
    expect(judged(NOW, after(301))).toEqual(refusal('stale_timestamp'))
    expect(judged(NOW, after(-301))).toEqual(refusal('future_timestamp'))
  })

  test('parts of a second are cut off, not rounded', () => {
    const late = new Date('2026-11-22T10:00:00.999Z')
    expect(judged(late, new Date('2026-11-22T10:05:00.000Z')).ok).toBe(true)
    expect(judged(late, new Date('2026-11-22T10:05:00.999Z')).ok).toBe(true)
    expect(judged(late, new Date('2026-11-22T10:05:01.000Z')).ok).toBe(false)
  })

  test('a stamp in milliseconds is refused', () => {
    const inMilliseconds = new Date(Math.floor(NOW.getTime() / 1000) * 1_000_000)
    expect(judged(inMilliseconds, NOW).ok).toBe(false)
  })
}
