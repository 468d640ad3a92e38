import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../src/domain/canonical-json.ts'
import { departures, digestsOf, findFault, headOfKnown } from '../../src/domain/check-evidence.ts'
import { CHAIN_START, type ChainedEntry, chain, type Entry, headOf } from '../../src/domain/evidence.ts'
import { sha256Hex } from '../../src/domain/sha256.ts'

const moment = fc.integer({ min: 0, max: 3 }).map((second) => `2026-11-22T10:00:0${second}.000000Z`)

const data = fc.dictionary(
  fc.string({ maxLength: 8 }),
  fc.oneof(
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 8 }), fc.string(), { maxKeys: 3 }),
  ),
  { maxKeys: 4 },
)

const entries = (least: number) =>
  fc.uniqueArray(fc.record({ id: fc.string(), kind: fc.string(), at: moment, data }), {
    minLength: least,
    maxLength: 8,
    selector: ({ id }) => id,
  })

const sealed = (all: readonly Entry[]) => {
  const chained = chain(all, sha256Hex)
  return { entries: chained, head: headOf(chained), count: chained.length }
}

/** Every value in it, by the way to it. */
const pathsIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([name, field]) => pathsIn(field, [...path, name]))]
    : [path]

/** The same with another value there. */
const withOther = (value: unknown, [name, ...path]: readonly string[]): unknown => {
  if (name === undefined) return value === 'another' ? 'yet another' : 'another'
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...value]
    : { ...(value as object) }
  Object.defineProperty(copy, name, {
    value: withOther((value as Record<string, unknown>)[name], path),
    enumerable: true,
  })
  return copy
}

test('whatever value of whatever entry is changed, the bundle does not fit any more', () => {
  fc.assert(
    fc.property(entries(1), fc.nat(), fc.nat(), (all, which, where) => {
      const bundle = sealed(all)
      expect(findFault(bundle, sha256Hex)).toBeUndefined()
      const index = which % bundle.count
      const entry = bundle.entries[index]
      const paths = pathsIn(entry).filter(({ length }) => length > 0)
      const other = withOther(entry, paths[where % paths.length] ?? []) as ChainedEntry
      const changed = { ...bundle, entries: bundle.entries.with(index, other) }
      expect(findFault(changed, sha256Hex)).toMatch(/^entry \d+, /)
    }),
    { numRuns: 300 },
  )
})

test('the first entry that does not fit is named', () => {
  const all = ['a', 'b', 'c'].map((id) => ({
    id,
    kind: 'posting',
    at: '2026-11-22T10:00:00.000000Z',
    data: {},
  }))
  const bundle = sealed(all)
  const [a, b, c] = bundle.entries as [ChainedEntry, ChainedEntry, ChainedEntry]
  const changed = { ...bundle, entries: [a, { ...b, data: { amount: '1' } }, c] }
  expect(findFault(changed, sha256Hex)).toBe(
    'entry 2, posting b of 2026-11-22T10:00:00.000000Z, is not what was chained',
  )
})

test('entries that are swapped, dropped or put in are found, whatever else is as it was', () => {
  fc.assert(
    fc.property(entries(2), fc.nat(), fc.nat(), (all, one, another) => {
      const bundle = sealed(all)
      const [i, j] = [one % bundle.count, another % bundle.count]
      const at = (index: number) => bundle.entries[index] ?? expect.fail('there is one')
      const swapped = bundle.entries.with(i, at(j)).with(j, at(i))
      const dropped = bundle.entries.toSpliced(i, 1)
      const inserted = bundle.entries.toSpliced(j, 0, { ...at(i), id: `${at(i).id}~` })
      for (const other of [dropped, inserted, ...(i === j ? [] : [swapped])])
        expect(findFault({ ...bundle, entries: other }, sha256Hex)).toBeDefined()
    }),
    { numRuns: 200 },
  )
})

test('a head or a count that is another is found', () => {
  fc.assert(
    fc.property(entries(0), (all) => {
      const bundle = sealed(all)
      expect(findFault({ ...bundle, head: 'f'.repeat(64) }, sha256Hex)).toBeDefined()
      expect(findFault({ ...bundle, count: bundle.count + 1 }, sha256Hex)).toBeDefined()
    }),
  )
})

test('the same entries give the same head, in whatever order they and their fields come', () => {
  const turned = (entry: Entry): Entry => ({
    data: Object.fromEntries(Object.entries(entry.data).reverse()),
    at: entry.at,
    kind: entry.kind,
    id: entry.id,
  })
  fc.assert(
    fc.property(entries(0), (all) => {
      expect(sealed(all.map(turned).reverse()).head).toBe(sealed(all).head)
    }),
  )
})

test('what is new since changes no head that was shown before; what is changed or gone does, and is named', () => {
  fc.assert(
    fc.property(entries(2), fc.nat(), (all, which) => {
      const known = all.slice(1)
      const before = sealed(known)
      const today = sealed(all)
      const [was, now] = [digestsOf(before.entries, sha256Hex), digestsOf(today.entries, sha256Hex)]
      expect(departures(was, now)).toEqual({ changed: [], gone: [] })
      expect(headOfKnown(today.entries, was, now, sha256Hex)).toBe(before.head)
      const id = known[which % known.length]?.id ?? ''
      const changed = sealed(
        all.map((entry) => (entry.id === id ? { ...entry, kind: `${entry.kind}~` } : entry)),
      )
      const digests = digestsOf(changed.entries, sha256Hex)
      expect(departures(was, digests)).toEqual({ changed: [id], gone: [] })
      expect(headOfKnown(changed.entries, was, digests, sha256Hex)).not.toBe(before.head)
      const rest = digestsOf(
        today.entries.filter((entry) => entry.id !== id),
        sha256Hex,
      )
      expect(departures(was, rest)).toEqual({ changed: [], gone: [id] })
    }),
    { numRuns: 100 },
  )
})

test('a payment of which nothing is known has the hash before the first as its head', () => {
  expect(sealed([])).toEqual({ entries: [], head: CHAIN_START, count: 0 })
})

test('canonical JSON is what RFC 8785 shows of it, and reads as the same value', () => {
  const value = {
    literals: [null, true, false],
    string: '€$\u000f\nA\'B"\\\\"/',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\u20ac': 'Euro Sign',
    '\ud83d\ude00': 'Emoji',
    '\r': 'Carriage Return',
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0],
  }
  expect(canonicalJson(value)).toBe(
    '{"\\r":"Carriage Return","1":"One","literals":[null,true,false],' +
      '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/",' +
      '"\u20ac":"Euro Sign","\ud83d\ude00":"Emoji","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  )
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      expect(JSON.parse(canonicalJson(any))).toEqual(JSON.parse(JSON.stringify(any)))
    }),
  )
})

test('anybody can recompute a chain by its rule alone', () => {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  const [first, second] = chain(
    [
      { id: 'b', kind: 'posting', at: '2026-11-22T10:00:00.000000Z', data: { amount: '1999', n: 1 } },
      { id: 'a', kind: 'mail.sent', at: '2026-11-22T10:00:01.000000Z', data: {} },
    ],
    sha256Hex,
  )
  const digest = sha(
    '{"at":"2026-11-22T10:00:00.000000Z","data":{"amount":"1999","n":1},"id":"b","kind":"posting"}',
  )
  expect(first?.hash).toBe(sha(`${'0'.repeat(64)}\n${digest}`))
  const next = sha('{"at":"2026-11-22T10:00:01.000000Z","data":{},"id":"a","kind":"mail.sent"}')
  expect(second?.hash).toBe(sha(`${first?.hash}\n${next}`))
})
