import { describe, expect, test } from 'vitest'
import type { Provider, ProviderSettings } from '../../../src/providers/provider.ts'
import { delivered, refusal } from './delivery.ts'
import { SECRET } from './fixture.ts'
import {
  changedCopies,
  changedTexts,
  shiftedCopies,
  shortenedTexts,
  withHeader,
  withHeaders,
} from './tampering.ts'

const NONSENSE = [
  ' ',
  ',',
  '=',
  't=,v1=',
  'v1,',
  't=1,v1=0',
  'whsec_',
  '\u00e9'.repeat(64),
  'a'.repeat(8000),
  'v1='.repeat(2000),
  'null',
  '{}',
]

/** Whatever is not exactly what was signed is refused, and nothing ever throws. */
export function promisesOfRefusal(provider: Provider, settings: ProviderSettings): void {
  const { raw, headers, judge, accepted } = delivered(provider, settings)
  const changedHeaders = (change: (value: string) => readonly string[]) =>
    withHeaders(headers, change).map((changed) => ({ headers: changed }))

  describe('refuses', () => {
    test('any single byte of the body changed, removed or added', () => {
      const changed = [...changedCopies(raw), ...shiftedCopies(raw), Buffer.alloc(0)]
      expect(accepted(changed.map((copy) => ({ raw: copy })))).toEqual([])
    })

    test('any single character of a signed header changed or removed', () => {
      expect(accepted(changedHeaders(changedTexts))).toEqual([])
      expect(accepted(changedHeaders(shortenedTexts))).toEqual([])
    })

    test('any single character of the secret changed or removed', () => {
      const values = [...changedTexts(SECRET.value), ...shortenedTexts(SECRET.value)]
      expect(accepted(values.map((value) => ({ secrets: [{ id: 'changed', value }] })))).toEqual([])
    })

    test('a missing, an empty and a duplicated header', () => {
      expect(judge({ headers: {} })).toEqual(refusal('missing_signature'))
      for (const [name, [value = ''] = []] of Object.entries(headers)) {
        const judged = (...values: string[]) => judge({ headers: withHeader(headers, name, ...values) })
        expect(judged()).toEqual(refusal('missing_signature'))
        expect(judged('')).toEqual(refusal('missing_signature'))
        expect(judged(value, value)).toEqual(refusal('duplicate_signature'))
        expect(judged(value, 'x')).toEqual(refusal('duplicate_signature'))
      }
    })

    test('hex in upper case', () => {
      const upper = (value: string): string[] =>
        value.match(/[0-9a-f]{64}/g)?.map((hex) => value.replace(hex, hex.toUpperCase())) ?? []
      expect(accepted(changedHeaders(upper))).toEqual([])
    })

    test('nonsense in the header, without throwing', () => {
      expect(accepted(changedHeaders(() => NONSENSE))).toEqual([])
    })
  })
}
