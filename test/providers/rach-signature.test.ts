import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rach } from '../../src/providers/rach.ts'
import { SECRET, SETTINGS } from './contract/fixture.ts'
import { judge } from './inline.ts'

const ALLOWED = { settings: { ...SETTINGS, rachAcceptReserialised: true } }
const WRONG = { ok: false, reason: 'wrong_signature' }
const hmac = (text: string): string => createHmac('sha256', SECRET.value).update(text).digest('hex')
/** As Rach's JavaScript guide signs: the body parsed and written anew. */
const guideSignature = (raw: string): string => hmac(JSON.stringify(JSON.parse(raw)))

describe('Rach’s two headers', () => {
  const RAW = '{"event":"payment.test"}'

  test('either carries the signature', () => {
    expect(judge(rach, RAW, { 'X-Webhook-Signature': hmac(RAW) }).ok).toBe(true)
    expect(judge(rach, RAW, { 'X-Rach-Signature': hmac(RAW) }).ok).toBe(true)
  })

  test('error: X-Webhook-Signature wins: a good X-Rach-Signature does not make up for it', () => {
    const good = { 'X-Rach-Signature': hmac(RAW) }
    expect(judge(rach, RAW, { ...good, 'X-Webhook-Signature': hmac('other') })).toEqual(WRONG)
    expect(judge(rach, RAW, { ...good, 'X-Webhook-Signature': '' })).toEqual({
      ok: false,
      reason: 'missing_signature',
    })
    expect(judge(rach, RAW, { 'X-Rach-Signature': 'bad', 'X-Webhook-Signature': hmac(RAW) }).ok).toBe(true)
  })

  test('error: a checkout’s own secret does not verify another endpoint’s webhook (T17)', () => {
    const secrets = [{ id: 'global', value: 'the business’s secret' }]
    expect(judge(rach, RAW, { 'X-Webhook-Signature': hmac(RAW) }, { secrets })).toEqual(WRONG)
  })
})

describe('a body signed after it was written anew (T4)', () => {
  const RESERIALISED = [
    ['a trailing zero', '{"event":"payment.confirmed","amount":100.00}'],
    ['an exponent', '{"event":"payment.confirmed","amount":1e2}'],
    ['an escaped letter', '{"event":"payment.confirmed","reference":"\\u00e9"}'],
    ['white space', '{ "event" : "payment.confirmed" }\r\n'],
    ['keys that are numbers', '{"event":"payment.confirmed","b":1,"1":2}'],
    ['a byte order mark', '\ufeff{"event":"payment.confirmed"}'],
  ] as const

  test.each(RESERIALISED)('is accepted where it is allowed, and said to be so: %s', (_what, raw) => {
    const headers = { 'X-Webhook-Signature': guideSignature(raw.replace('\ufeff', '')) }
    expect(judge(rach, raw, headers, ALLOWED)).toEqual({
      ok: true,
      secretId: SECRET.id,
      form: 'reserialised',
    })
  })

  test.each(RESERIALISED)('error: is refused where it is not: %s', (_what, raw) => {
    expect(judge(rach, raw, { 'X-Webhook-Signature': guideSignature(raw.replace('\ufeff', '')) })).toEqual(
      WRONG,
    )
  })

  test('signed as it was sent is reported so, also where both forms are allowed', () => {
    const raw = '{"event":"payment.confirmed","amount":100.00}'
    expect(judge(rach, raw, { 'X-Webhook-Signature': hmac(raw) }, ALLOWED)).toMatchObject({
      ok: true,
      form: 'raw',
    })
  })

  test('is accepted by any active secret', () => {
    const secrets = [{ id: 'next', value: 'next' }, SECRET]
    const raw = '{"amount": 1.50}'
    const verdict = judge(rach, raw, { 'X-Webhook-Signature': guideSignature(raw) }, { ...ALLOWED, secrets })
    expect(verdict).toEqual({ ok: true, secretId: SECRET.id, form: 'reserialised' })
  })

  test('error: digits that JavaScript rounds away are not covered by it, so they are refused', () => {
    const signature = guideSignature('{"event":"payment.confirmed","amount":0.1}')
    const padded = '{"event":"payment.confirmed","amount":0.1000000000000000055}'
    expect(guideSignature(padded)).toBe(signature)
    expect(judge(rach, padded, { 'X-Webhook-Signature': signature }, ALLOWED)).toEqual(WRONG)
    for (const raw of ['{"amount":9007199254740993}', '{"amount":1e400}', '{"amount":1e-400}'])
      expect(judge(rach, raw, { 'X-Webhook-Signature': guideSignature(raw) }, ALLOWED)).toEqual(WRONG)
  })

  test('any object of texts and safe integers is accepted, in any layout', () => {
    const plain = fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null))
    const property = fc.property(fc.dictionary(fc.string(), plain), fc.nat(4), (fields, indent) => {
      const raw = JSON.stringify(fields, null, indent)
      expect(judge(rach, raw, { 'X-Webhook-Signature': guideSignature(raw) }, ALLOWED).ok).toBe(true)
    })
    fc.assert(property)
  })

  test.each([
    ['nothing', ''],
    ['half an object', '{"event":'],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x7b])],
    ['a mebibyte of brackets', '['.repeat(1 << 20)],
    ['100,000 closed levels', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['one very long number', '9'.repeat(1 << 20)],
  ])('error: hostile bytes are refused, not thrown at: %s', (_what, raw) => {
    expect(judge(rach, raw, { 'X-Webhook-Signature': 'a'.repeat(64) }, ALLOWED)).toEqual(WRONG)
  })
})
