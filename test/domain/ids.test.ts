import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { effectKey, idPart, joinId, searchValue, workflowIdFor } from '../../src/domain/ids.ts'
import { sha256Hex } from '../../src/domain/sha256.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 300 })
// Postgres and UTF-8 know no lone surrogates; what a provider sends is refused before it becomes an id.
const wellFormed = (text: string) => Buffer.from(text).toString() === text

test('SHA-256 agrees with Node for any text', () => {
  fc.assert(
    fc.property(
      anyText.filter(wellFormed),
      (text) => sha256Hex(text) === createHash('sha256').update(text).digest('hex'),
    ),
    { numRuns: 500 },
  )
})

test('an ordinary event id can be read in its workflow id', () => {
  expect(workflowIdFor({ endpoint: 'stripe', eventKey: 'evt_1Nx' })).toBe('stripe:evt_1Nx')
})

test('whatever a provider sends, an id part is short, printable and has no @ or separator', () => {
  fc.assert(fc.property(anyText.filter(wellFormed), (text) => /^[A-Za-z0-9._~-]{1,100}$/.test(idPart(text))))
})

test('different parts never meet in one id', () => {
  fc.assert(
    fc.property(
      fc.array(anyText.filter(wellFormed), { minLength: 1, maxLength: 3 }),
      fc.array(anyText.filter(wellFormed), { minLength: 1, maxLength: 3 }),
      (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b))
        return joinId(...a) !== joinId(...b)
      },
    ),
  )
})

test.each(['.', '..', '', 'a:b', 'jenny@example.org', 'a/b', 'a'.repeat(101)])('%j is hashed', (part) => {
  expect(idPart(part)).toBe(`~${createHash('sha256').update(part).digest('hex').slice(0, 32)}`)
})

test('an effect key names the payment and the effect, nothing of the attempt', () => {
  expect(effectKey({ account: 'shop', paymentId: 'pi_1' }, 'notify', 'refund', '500')).toBe(
    'shop:pi_1:notify:refund:500',
  )
})

test('a search attribute keeps an owner readable and hides an address', () => {
  expect(searchValue('user:42')).toBe('user:42')
  expect(searchValue('user:jenny@example.org')).not.toContain('@')
  expect(searchValue('x'.repeat(5000)).length).toBeLessThanOrEqual(200)
})
