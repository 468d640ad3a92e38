import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { standard } from '../../src/providers/standard.ts'
import { NOW, received, SECRET, SETTINGS } from './contract/fixture.ts'
import { judge, read } from './inline.ts'

const RAW = '{"type":"ping","timestamp":"2026-11-22T10:00:00Z"}'
const STAMP = Math.floor(NOW.getTime() / 1000)
const MALFORMED = { ok: false, reason: 'malformed_signature' }

function delivery(signature: string, { id = 'msg_1', stamp = `${STAMP}` } = {}) {
  return { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signature }
}

function oracleAccepts(raw: string, headers: Record<string, string>, secret: string): boolean {
  try {
    new Webhook(secret).verify(raw, headers, { jsonParse: false })
    return true
  } catch {
    return false
  }
}

describe('a Standard Webhooks signature', () => {
  const good = new Webhook(SECRET.value).sign('msg_1', NOW, RAW)

  // The oracle reads the clock itself.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }))
  afterEach(() => void vi.useRealTimers())

  const anyId = fc.string({ minLength: 1 })
  const anySecret = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.constantFrom('whsec_', ''))

  test('made by the official library is accepted, and ours by it', () => {
    const property = fc.property(fc.json(), anyId, anySecret, (raw, id, [key, prefix]) => {
      const secret = prefix + Buffer.from(key).toString('base64')
      const secrets = [{ id: 's', value: secret }]
      expect(
        judge(standard, raw, delivery(new Webhook(secret).sign(id, NOW, raw), { id }), { secrets }).ok,
      ).toBe(true)
      expect(oracleAccepts(raw, standard.sign(Buffer.from(raw), secret, NOW, SETTINGS, id), secret)).toBe(
        true,
      )
    })
    fc.assert(property)
  })

  test('is accepted exactly when the official library accepts it: any age, any list of signatures', () => {
    const part = fc.oneof(
      fc.constantFrom('good', 'good', 'v1,', 'v1', 'v2,AAAA', 'v1a,AAAA', '', 'v1,AAAA'),
      fc.base64String().map((text) => `v1,${text}`),
    )
    const property = fc.property(
      fc.array(part, { minLength: 1 }),
      fc.integer({ min: -302, max: 302 }),
      (parts, age) => {
        const sent = new Date(NOW.getTime() - age * 1000)
        const signed = new Webhook(SECRET.value).sign('msg_1', sent, RAW)
        const list = parts.map((text) => (text === 'good' ? signed : text)).join(' ')
        const headers = delivery(list, { stamp: `${STAMP - age}` })
        expect(judge(standard, RAW, headers).ok).toBe(oracleAccepts(RAW, headers, SECRET.value))
      },
    )
    fc.assert(property, { numRuns: 500 })
  })

  test('of any one of several is enough, while secrets are rotated (T3)', () => {
    const bad = new Webhook('whsec_AAAA').sign('msg_1', NOW, RAW)
    for (const list of [`${bad} ${good}`, `${good} ${bad}`, `v1a,AAAA ${bad}  ${good}`, `v1, ${good}`])
      expect(judge(standard, RAW, delivery(list)).ok, list).toBe(true)
  })

  test('error: is refused under another id, another time or another version', () => {
    expect(judge(standard, RAW, delivery(good, { id: 'msg_2' })).ok).toBe(false)
    expect(judge(standard, RAW, delivery(good, { stamp: `${STAMP + 1}` })).ok).toBe(false)
    expect(judge(standard, RAW, delivery(good.replace('v1,', 'v2,')))).toEqual(MALFORMED)
  })

  test('error: a time that is not whole unix seconds is refused', () => {
    for (const stamp of [
      `${STAMP}000`,
      `${STAMP}.0`,
      ` ${STAMP}`,
      `+${STAMP}`,
      'now',
      '2026-11-22T10:00:00Z',
      '-1',
    ])
      expect(judge(standard, RAW, delivery(good, { stamp })).ok, stamp).toBe(false)
  })

  test('error: a webhook-id that is missing, empty or sent twice is refused', () => {
    const raw = Buffer.from(RAW)
    const verdict = (id: readonly string[]) => {
      const headers = { ...received(delivery(good)), 'webhook-id': id }
      return standard.verify(raw, headers, [SECRET], NOW, SETTINGS)
    }
    expect(verdict([])).toEqual({ ok: false, reason: 'missing_signature' })
    expect(verdict([''])).toEqual({ ok: false, reason: 'missing_signature' })
    expect(verdict(['msg_1', 'msg_1'])).toEqual({ ok: false, reason: 'duplicate_signature' })
  })

  test('error: a secret that is not base64, or is empty base64, verifies nothing, not even an empty key', () => {
    for (const value of ['whsec_', 'whsec_!', 'whsec_YQ', 'whsec_YR==', 'not base64', 'whsec_whsec_YQ==']) {
      const forged = standard.sign(Buffer.from(RAW), '', NOW, SETTINGS, 'msg_1')
      expect(judge(standard, RAW, forged, { secrets: [{ id: 's', value }] }).ok, value).toBe(false)
      const own = standard.sign(Buffer.from(RAW), value, NOW, SETTINGS, 'msg_1')
      expect(judge(standard, RAW, own, { secrets: [{ id: 's', value }] }).ok, value).toBe(false)
    }
  })
})

describe('a Standard Webhooks event', () => {
  const paid = { payment_id: 'pay_1', amount: '5.00', currency: 'eur' }
  const eventOf = (type: string, data: object, eventId = 'msg_7') =>
    read(standard, { type, timestamp: 1, data }, eventId).event

  test('is known by its webhook-id, not by anything in the body', () => {
    expect(read(standard, { id: 'body', type: 'payment.failed', data: paid }, 'msg_7').event.eventKey).toBe(
      'msg_7',
    )
  })

  test('states money as decimals, never as minor units', () => {
    expect(eventOf('payment.succeeded', paid)).toMatchObject({
      money: { amount: { text: '5.00', unit: 'decimal' }, asset: 'EUR' },
    })
  })

  test('of a refund states all that was refunded so far', () => {
    expect(eventOf('payment.refunded', { ...paid, refunded: 2.5 })).toMatchObject({
      money: { amount: { text: '2.5' } },
    })
  })

  test('keeps several disputes and failed refunds of a payment apart by their own ids', () => {
    const data = { ...paid, dispute: 'opened', dispute_id: 'dp_1', refund_id: 're_1' }
    expect(eventOf('payment.disputed', data)).toMatchObject({ disputeId: 'dp_1', paymentId: 'pay_1' })
    expect(eventOf('payment.refund_failed', data)).toMatchObject({ refundId: 're_1', paymentId: 'pay_1' })
  })

  test('takes two failed refunds that are not named for two', () => {
    expect(eventOf('payment.refund_failed', paid, 'msg_7')).toMatchObject({ refundId: 'msg_7' })
    expect(eventOf('payment.refund_failed', paid, 'msg_8')).toMatchObject({ refundId: 'msg_8' })
  })

  test('gives the address mails go to apart from itself', () => {
    const { contact, event, names } = read(standard, {
      type: 'payment.succeeded',
      data: { ...paid, email: 'ada@example.com', user_id: 'ada@example.com' },
    })
    expect({ contact, names }).toEqual({ contact: 'ada@example.com', names: { userId: 'ada@example.com' } })
    expect(JSON.stringify(event)).not.toContain('@')
  })
})
