import fc from 'fast-check'
import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { cryptopay } from '../../src/providers/cryptopay.ts'
import { loops } from '../../src/providers/loops.ts'
import type { Verified } from '../../src/providers/provider.ts'
import { stripe } from '../../src/providers/stripe.ts'
import { NOW, OTHER, SECRET, SETTINGS } from './contract/fixture.ts'
import { judge } from './inline.ts'

const { webhooks } = new Stripe('sk_test_of_no_account')
const NOW_SECONDS = Math.floor(NOW.getTime() / 1000)
const RAW = '{"id":"evt_1","object":"event","type":"charge.succeeded","data":{"object":{}}}'

const PROVIDERS = [
  { provider: stripe, header: 'Stripe-Signature' },
  { provider: loops, header: 'X-Loops-Signature' },
  { provider: cryptopay, header: 'X-CryptoPay-Signature' },
]

const body = fc.oneof(fc.json(), fc.string({ minLength: 1, unit: 'grapheme' }))
const secretText = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() !== '')

function bySdk(payload: string, secret: string, timestamp = NOW_SECONDS): string {
  return webhooks.generateTestHeaderString({ payload, secret, timestamp })
}

function sdkAccepts(payload: string, header: string, secret: string): boolean {
  try {
    return webhooks.signature?.verifyHeader(payload, header, secret, 300, undefined, NOW.getTime()) ?? false
  } catch {
    return false
  }
}

function hexBySdk(payload: string, secret: string, timestamp = NOW_SECONDS): string {
  return bySdk(payload, secret, timestamp).split('v1=')[1] ?? ''
}

describe.each(PROVIDERS)('the signature of $provider.name', ({ provider, header }) => {
  const verdict = (value: string, raw = RAW, secret = SECRET.value): Verified =>
    judge(provider, raw, { [header]: value }, { secrets: [{ id: 's', value: secret }] })

  test('made by Stripe’s SDK is accepted, and ours by it, whatever the body and the secret', () => {
    const property = fc.property(body, secretText, (raw, secret) => {
      expect(verdict(bySdk(raw, secret), raw, secret).ok).toBe(true)
      const own = provider.sign(Buffer.from(raw), secret, NOW, SETTINGS, 'unused')
      expect(Object.keys(own)).toEqual([header])
      expect(sdkAccepts(raw, own[header] ?? '', secret)).toBe(true)
    })
    fc.assert(property)
  })

  test('made by us opens with the SDK’s constructEvent', () => {
    const own = provider.sign(Buffer.from(RAW), SECRET.value, NOW, SETTINGS, 'unused')[header] ?? ''
    const event = webhooks.constructEvent(RAW, own, SECRET.value, 300, undefined, NOW.getTime())
    expect(event.id).toBe('evt_1')
  })

  test('is accepted only where Stripe’s SDK accepts it, whatever other parts there are', () => {
    const good = hexBySdk(RAW, SECRET.value)
    const part = fc.oneof(
      fc.constantFrom(`t=${NOW_SECONDS}`, `v1=${good}`, `v0=${good}`, '', `v1=${good}=`, ` v1=${good}`),
      fc.constantFrom(
        `t=${NOW_SECONDS}000`,
        `t=${NOW_SECONDS}.5`,
        't=',
        't',
        't=-1',
        `v1=${good.toUpperCase()}`,
      ),
      fc.string({ maxLength: 8 }).filter((text) => !text.includes('v1')),
    )
    const property = fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const value = parts.join(',')
      if (verdict(value).ok) expect(sdkAccepts(RAW, value, SECRET.value), value).toBe(true)
    })
    fc.assert(property, { numRuns: 1000 })
  })

  test('is accepted wherever Stripe’s SDK accepts one stamp in the past and any number of signatures', () => {
    const signature = fc.oneof(
      fc.constant(hexBySdk(RAW, SECRET.value)),
      fc.string({
        minLength: 1,
        maxLength: 64,
        unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')),
      }),
    )
    const property = fc.property(
      fc.array(signature, { maxLength: 4 }),
      fc.integer({ min: 0, max: 600 }),
      (v1s, age) => {
        const signatures = v1s.map((hex) => `v1=${hex}`)
        const value = [
          `t=${NOW_SECONDS - age}`,
          ...signatures,
          `v1=${hexBySdk(RAW, OTHER.value, NOW_SECONDS - age)}`,
        ]
        expect(verdict(value.join(',')).ok).toBe(sdkAccepts(RAW, value.join(','), SECRET.value))
        expect(verdict(value.join(','), RAW, OTHER.value).ok).toBe(
          sdkAccepts(RAW, value.join(','), OTHER.value),
        )
      },
    )
    fc.assert(property, { numRuns: 300 })
  })

  test('is found though Node lower-cases the header’s name (T1)', () => {
    const headers = { [header.toLowerCase()]: [bySdk(RAW, SECRET.value)] }
    expect(provider.verify(Buffer.from(RAW), headers, [SECRET], NOW, SETTINGS).ok).toBe(true)
  })

  test('error: one of another length is a bad signature, not a crash (T2)', () => {
    for (const hex of ['a', 'ab'.repeat(31), 'ab'.repeat(33), 'é'.repeat(64), ''])
      expect(verdict(`t=${NOW_SECONDS},v1=${hex}`).ok).toBe(false)
  })

  test('any good one among several suffices, in any place, and empty ones are skipped (T3)', () => {
    const good = hexBySdk(RAW, SECRET.value)
    const other = hexBySdk(RAW, OTHER.value)
    for (const value of [
      `v1=${other},v1=${good}`,
      `v1=${good},v1=${other}`,
      `v1=,v1=${good}`,
      `v0=x,v1=${good}`,
    ])
      expect(verdict(`t=${NOW_SECONDS},${value}`), value).toMatchObject({ ok: true })
  })

  test('error: nothing may follow it behind a second equals sign (T3)', () => {
    const good = hexBySdk(RAW, SECRET.value)
    expect(verdict(`t=${NOW_SECONDS},v1=${good}=`).ok).toBe(false)
    expect(verdict(`t=${NOW_SECONDS},v1=${good}=padding`).ok).toBe(false)
  })

  test('error: empty signatures only are malformed, where Stripe’s SDK throws', () => {
    const malformed = { ok: false, reason: 'malformed_signature' }
    for (const value of ['v1=', 'v1', 'v1=,v1=', 'v0=abc', '']) {
      expect(verdict(`t=${NOW_SECONDS},${value}`), value).toEqual(malformed)
    }
  })

  test('error: a scheme of another version does not count', () => {
    const good = hexBySdk(RAW, SECRET.value)
    expect(verdict(`t=${NOW_SECONDS},v0=${good}`).ok).toBe(false)
    expect(verdict(`t=${NOW_SECONDS},V1=${good}`).ok).toBe(false)
  })

  test('error: a stamp that is not whole seconds, or stated twice, is malformed, where Stripe’s SDK reads what it can', () => {
    const good = hexBySdk(RAW, SECRET.value)
    for (const stamp of [
      `${NOW_SECONDS}abc`,
      `${NOW_SECONDS}.0`,
      ` ${NOW_SECONDS}`,
      `+${NOW_SECONDS}`,
      '',
      'now',
      '-1',
    ])
      expect(verdict(`t=${stamp},v1=${good}`), stamp).toEqual({ ok: false, reason: 'malformed_signature' })
    const twice = `t=1,t=${NOW_SECONDS},v1=${good}`
    expect(sdkAccepts(RAW, twice, SECRET.value)).toBe(true)
    expect(verdict(twice)).toEqual({ ok: false, reason: 'malformed_signature' })
  })

  test('error: a stamp from the future is refused, where Stripe’s SDK accepts it', () => {
    const future = bySdk(RAW, SECRET.value, NOW_SECONDS + 301)
    expect(sdkAccepts(RAW, future, SECRET.value)).toBe(true)
    expect(verdict(future)).toEqual({ ok: false, reason: 'future_timestamp' })
  })

  test('error: another stamp than the signed one is refused', () => {
    const good = hexBySdk(RAW, SECRET.value, NOW_SECONDS - 1)
    expect(verdict(`t=${NOW_SECONDS},v1=${good}`)).toEqual({ ok: false, reason: 'wrong_signature' })
  })

  test('covers the bytes as they came, also those that are not UTF-8', () => {
    const raw = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d])
    const own = provider.sign(raw, SECRET.value, NOW, SETTINGS, 'unused')
    expect(judge(provider, raw, own).ok).toBe(true)
    const decoded = Buffer.from(raw.toString('utf8'))
    expect(judge(provider, decoded, own).ok).toBe(false)
  })
})
