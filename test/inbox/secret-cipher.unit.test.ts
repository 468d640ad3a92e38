import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endpointSecretKeys } from '../../src/endpoint-keys.ts'
import { createSecretCipher, type SecretCipher } from '../../src/inbox/secret-cipher.ts'

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))
const slugs = fc.stringMatching(/^[a-z0-9-]{1,64}$/)
const secrets = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 })

const cipherOf = (...ring: Buffer[]): SecretCipher =>
  createSecretCipher(ring) ?? expect.fail('there is a key')

test('a secret opens as what it was, for its endpoint and id alone', () => {
  fc.assert(
    fc.property(keys, secrets, slugs, slugs, slugs, (key, value, slug, id, other) => {
      fc.pre(other !== slug && other !== id)
      const cipher = cipherOf(key)
      const sealed = cipher.seal(value, slug, id)
      expect(cipher.open(sealed, slug)).toBe(value)
      expect(() => cipher.open(sealed, other)).toThrow()
      expect(() => cipher.open({ ...sealed, id: other }, slug)).toThrow()
    }),
  )
})

test('error: a secret of which one bit was changed does not open', () => {
  fc.assert(
    fc.property(keys, secrets, fc.nat(), fc.nat({ max: 7 }), (key, value, at, bit) => {
      const cipher = cipherOf(key)
      const sealed = cipher.seal(value, 'shop', 'shop-1')
      const ciphertext = Buffer.from(sealed.ciphertext)
      const index = at % ciphertext.length
      ciphertext[index] = (ciphertext[index] ?? 0) ^ (1 << bit)
      expect(() => cipher.open({ ...sealed, ciphertext }, 'shop')).toThrow()
    }),
  )
})

test('the first key seals, every key opens, and another one is named as missing', () => {
  fc.assert(
    fc.property(keys, keys, secrets, (older, newer, value) => {
      fc.pre(!older.equals(newer))
      const before = cipherOf(older).seal(value, 'shop', 'shop-1')
      const both = cipherOf(newer, older)
      expect(both.open(before, 'shop')).toBe(value)
      const after = both.seal(value, 'shop', 'shop-1')
      expect(cipherOf(newer).open(after, 'shop')).toBe(value)
      expect(() => cipherOf(newer).open(before, 'shop')).toThrow(before.keyId)
      // The key's id does not open under another id either.
      expect(() => cipherOf(newer).open({ ...before, keyId: after.keyId }, 'shop')).toThrow()
    }),
  )
})

test('the same secret is never the same twice, nor seen in what is kept', () => {
  const cipher = cipherOf(Buffer.alloc(32, 1))
  const value = 'whsec_a secret that would be seen'
  const all = Array.from({ length: 200 }, () => cipher.seal(value, 'shop', 'shop-1').ciphertext)
  expect(new Set(all.map((sealed) => sealed.subarray(0, 12).toString('hex'))).size).toBe(200)
  expect(all.some((sealed) => sealed.includes('whsec'))).toBe(false)
})

test('without a key there is no cipher', () => {
  expect(createSecretCipher([])).toBeUndefined()
})

test('keys are 32 bytes, in hex or in base64, several separated by commas', () => {
  fc.assert(
    fc.property(keys, keys, (one, other) => {
      expect(endpointSecretKeys(`${one.toString('hex')}, ${other.toString('base64')}`)).toEqual([one, other])
    }),
  )
  expect(endpointSecretKeys('')).toEqual([])
})

test.each([
  'abc',
  'ab'.repeat(31),
  'ab'.repeat(33),
  Buffer.alloc(31).toString('base64'),
  `${'ab'.repeat(31)}zz`,
])('error: %s is no key', (text) => {
  expect(endpointSecretKeys(text)).toEqual([undefined])
})
