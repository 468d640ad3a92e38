import commerce from 'coinbase-commerce-node'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { llamapay } from '../../src/providers/llamapay.ts'
import { NOW, SETTINGS } from './contract/fixture.ts'
import { judge, read } from './inline.ts'

const { Webhook } = commerce
const HEADER = 'X-CC-WEBHOOK-SIGNATURE'
const secretText = fc.string({ minLength: 1, unit: 'grapheme' })
const body = fc.json().map((json) => `{"event":{"id":"1","type":"charge:pending","data":${json}}}`)

function oracleAccepts(raw: string, signature: string, secret: string): boolean {
  try {
    Webhook.verifyEventBody(raw, signature, secret)
    return true
  } catch {
    return false
  }
}

function charge(type: string, data: object = {}) {
  const about = { id: 'pay_1', pricing: { local: { amount: '10.0', currency: 'USD' } }, ...data }
  return { event: { api_version: '2018-03-22', id: `evt ${type}`, type, data: about } }
}

describe('the signature of LlamaPay', () => {
  test('made by Coinbase Commerce’s SDK is accepted, and ours by it, whatever the body and the secret', () => {
    const property = fc.property(body, secretText, (raw, value) => {
      const secrets = [{ id: 's', value }]
      expect(judge(llamapay, raw, { [HEADER]: Webhook.computeSignature(raw, value) }, { secrets }).ok).toBe(
        true,
      )
      const [own = ''] = Object.values(llamapay.sign(Buffer.from(raw), value, NOW, SETTINGS, 'unused'))
      expect(oracleAccepts(raw, own, value)).toBe(true)
    })
    fc.assert(property)
  })

  test('is accepted exactly when Coinbase Commerce’s SDK accepts it', () => {
    const hex = fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdefABCDEF')), maxLength: 70 })
    const property = fc.property(
      body,
      secretText,
      fc.oneof(hex, fc.constant('')),
      fc.nat(3),
      (raw, value, odd, how) => {
        const good = Webhook.computeSignature(raw, value)
        const signature = [good, good.toUpperCase(), odd, good.slice(0, -1) + odd.slice(0, 1)][how] ?? ''
        const ours = judge(llamapay, raw, { [HEADER]: signature }, { secrets: [{ id: 's', value }] })
        expect(ours.ok).toBe(oracleAccepts(raw, signature, value))
      },
    )
    fc.assert(property)
  })

  test('is found though Node lower-cases the header’s name (T1)', () => {
    const signature = Webhook.computeSignature('{"event":{}}', 'secret')
    const headers = { 'x-cc-webhook-signature': [signature] }
    const secrets = [{ id: 's', value: 'secret' }]
    expect(llamapay.verify(Buffer.from('{"event":{}}'), headers, secrets, NOW, SETTINGS).ok).toBe(true)
  })

  test('error: a signature of another length is refused, not thrown at (T2)', () => {
    for (const signature of ['a', 'a'.repeat(63), 'a'.repeat(65), 'é'.repeat(64)])
      expect(judge(llamapay, '{}', { [HEADER]: signature })).toEqual({
        ok: false,
        reason: 'malformed_signature',
      })
  })
})

describe('a LlamaPay charge', () => {
  test('is one payment, pending or confirmed, whichever comes first and if the other never does (T13)', () => {
    const pending = read(llamapay, charge('charge:pending')).event
    const confirmed = read(llamapay, charge('charge:confirmed')).event
    expect(pending.eventKey).not.toBe(confirmed.eventKey)
    const { paymentId, money } = confirmed as Extract<typeof confirmed, { type: 'payment.confirmed' }>
    expect(pending).toMatchObject({ type: 'payment.pending', paymentId, money })
    expect(money).toEqual({ amount: { text: '10.0', unit: 'decimal' }, asset: 'USD' })
  })

  test('with a quote in its event id keeps it: ids are opaque (T16)', () => {
    const stray = charge('charge:pending')
    const { event } = read(llamapay, { event: { ...stray.event, id: 'e1e4ff60-cf2d"' } })
    expect(event.eventKey).toBe('e1e4ff60-cf2d"')
  })

  test('names its subscription when it is one, by the payment’s id', () => {
    const types = ['charge:pending', 'charge:confirmed', 'subscription:expired']
    const ids = types.map(
      (type) => read(llamapay, charge(type, { pricing_type: 'subscription' })).event.subscription,
    )
    expect(ids).toEqual([{ id: 'pay_1' }, { id: 'pay_1' }, { id: 'pay_1' }])
    expect(
      read(llamapay, charge('charge:pending', { pricing_type: 'fixed_price' })).event.subscription,
    ).toBeUndefined()
  })

  test('is for the user of its metadata, whose address stays out of the event', () => {
    const metadata = { userId: 'ada@example.com', order_id: 'ORD-1', plan: 'pro', note: 'to ada@example.com' }
    const { event, names } = read(llamapay, charge('charge:pending', { metadata }))
    expect(names).toEqual({ userId: 'ada@example.com' })
    expect(event.orderReference).toBe('ORD-1')
    expect(event.attributes).toEqual({ 'metadata.order_id': 'ORD-1', 'metadata.plan': 'pro' })
  })

  test('takes at most twenty short attributes from its metadata', () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`k${i}`, i === 0 ? 'x'.repeat(101) : 'v']),
    )
    const { event } = read(llamapay, charge('charge:pending', { metadata: { 'a b': 'v', ...metadata } }))
    expect(Object.keys(event.attributes ?? {})).toHaveLength(19)
  })
})
