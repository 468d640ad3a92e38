import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createCachedLookup } from '../../src/api/cached-lookup.ts'

const OPTIONS = { ttlMs: 60_000, waitMs: 5_000, most: 100 }

/** A table that counts how it is read. */
const table = (rows: Readonly<Record<string, string>>, options: Partial<typeof OPTIONS> = {}) => {
  const reads: string[][] = []
  let [underWay, mostUnderWay, isAway] = [0, 0, false]
  const lookup = createCachedLookup<string>({
    ...OPTIONS,
    ...options,
    read: async (keys) => {
      reads.push([...keys])
      underWay += 1
      mostUnderWay = Math.max(mostUnderWay, underWay)
      await sleep(5)
      underWay -= 1
      if (isAway) throw new Error('away')
      return new Map(Object.entries(rows).filter(([key]) => keys.includes(key)))
    },
  })
  return {
    lookup,
    reads,
    mostUnderWay: () => mostUnderWay,
    goAway: () => {
      isAway = true
    },
  }
}

test('what is known, and what is not there, is read once as long as it is remembered', async () => {
  const { lookup, reads } = table({ shop: 'a shop' })
  for (let n = 0; n < 5; n++) {
    expect(await lookup.get('shop')).toBe('a shop')
    expect(await lookup.get('nothing')).toBeUndefined()
  }
  expect(reads).toEqual([['shop'], ['nothing']])
})

test('a thousand strangers at once are two questions, one after the other', async () => {
  const { lookup, reads, mostUnderWay } = table({ shop: 'a shop' })
  const first = lookup.get('shop')
  await sleep(1)
  const strangers = Array.from({ length: 1_000 }, (_, n) => lookup.get(`stranger-${n}`))
  expect(await first).toBe('a shop')
  expect(new Set(await Promise.all(strangers))).toEqual(new Set([undefined]))
  expect(reads.map((keys) => keys.length)).toEqual([1, 1_000])
  expect(mostUnderWay()).toBe(1)
})

test('strangers push out nothing that is known, and are forgotten themselves', async () => {
  const { lookup, reads } = table({ shop: 'a shop' }, { most: 10 })
  await lookup.get('shop')
  for (let n = 0; n < 30; n++) await lookup.get(`stranger-${n}`)
  const before = reads.length
  await lookup.get('shop')
  await lookup.get('stranger-29')
  expect(reads).toHaveLength(before)
  await lookup.get('stranger-0')
  expect(reads).toHaveLength(before + 1)
})

test('what changed is known once what is remembered is too old', async () => {
  const rows: Record<string, string> = { shop: 'before' }
  const { lookup } = table(rows, { ttlMs: 20 })
  expect(await lookup.get('shop')).toBe('before')
  rows.shop = 'after'
  await vi.waitFor(async () => expect(await lookup.get('shop')).toBe('after'), { timeout: 5_000 })
  delete rows.shop
  await vi.waitFor(async () => expect(await lookup.get('shop')).toBeUndefined(), { timeout: 5_000 })
})

test('while nobody answers, what is known goes on; of all else nobody says that it is not there', async () => {
  const { lookup, goAway } = table({ shop: 'a shop' }, { ttlMs: 1 })
  expect(await lookup.get('shop')).toBe('a shop')
  goAway()
  await sleep(5)
  expect(await lookup.get('shop')).toBe('a shop')
  await expect(lookup.get('other')).rejects.toThrow('away')
  await sleep(5)
  expect(await lookup.get('shop')).toBe('a shop')
})

test('an answer that does not come is not waited for: what is known serves on', async () => {
  let hang = false
  const lookup = createCachedLookup<string>({
    ...OPTIONS,
    ttlMs: 1,
    waitMs: 20,
    read: (keys) =>
      hang ? new Promise(() => undefined) : Promise.resolve(new Map(keys.map((key) => [key, 'there']))),
  })
  expect(await lookup.get('shop')).toBe('there')
  hang = true
  await sleep(5)
  expect(await lookup.get('shop')).toBe('there')
  await expect(lookup.get('other')).rejects.toThrow('no answer')
})
