import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { loyalteez } from '../../src/providers/loyalteez.ts'
import { judge, read } from './inline.ts'

const SECRET = { id: 'loyalteez', value: 'whsec_a-secret-used-whole' }
const RAW = '{"id":"evt_1","type":"reward.distributed","created":1699999999,"data":{"amount":100}}'

const hmac = (secret: string): string => createHmac('sha256', secret).update(RAW).digest('hex')
const verdict = (signature: string) =>
  judge(loyalteez, RAW, { 'X-Loyalteez-Signature': signature }, { secrets: [SECRET] })

describe('the signature of Loyalteez', () => {
  test('is accepted with and without the whsec_ prefix', () => {
    expect(verdict(hmac(SECRET.value))).toEqual({ ok: true, secretId: 'loyalteez', form: 'raw' })
    expect(verdict(`whsec_${hmac(SECRET.value)}`)).toEqual({ ok: true, secretId: 'loyalteez', form: 'raw' })
  })

  test('error: one whsec_ is dropped, not two', () => {
    expect(verdict(`whsec_whsec_${hmac(SECRET.value)}`)).toEqual({ ok: false, reason: 'malformed_signature' })
  })

  test('error: the secret is used whole: without its whsec_ it signs nothing', () => {
    expect(verdict(hmac('a-secret-used-whole'))).toEqual({ ok: false, reason: 'wrong_signature' })
  })

  test('error: the guide’s own curl, signed "test_signature", is refused', () => {
    expect(verdict('test_signature')).toEqual({ ok: false, reason: 'malformed_signature' })
  })

  test('error: a signature of another length is refused, not thrown at (T2)', () => {
    for (const cut of [0, 1, 63]) expect(verdict(`whsec_${hmac(SECRET.value).slice(0, cut)}`).ok).toBe(false)
    expect(verdict(`${hmac(SECRET.value)}0`).ok).toBe(false)
  })
})

describe('a Loyalteez event', () => {
  const event = (created: unknown, data: unknown = { amount: 1 }) =>
    read(loyalteez, { id: 'evt_1', type: 'reward.distributed', created, data }).event

  test('happened at the same moment whether created is unix seconds or an ISO time', () => {
    expect(event(1_699_999_999).occurredAt).toBe('2023-11-14T22:13:19.000Z')
    expect(event('2023-11-14T22:13:19.000Z').occurredAt).toBe('2023-11-14T22:13:19.000Z')
    expect(event('2023-11-14T23:13:19+01:00').occurredAt).toBe('2023-11-14T22:13:19.000Z')
  })

  test('without a readable time simply has none', () => {
    for (const created of [undefined, null, 'yesterday', {}, -1])
      expect(event(created).occurredAt).toBeUndefined()
  })

  test('is for data.wallet; for data.user_address when the wallet is not one', () => {
    const wallet = `0x${'Ab'.repeat(20)}`
    const other = `0x${'1'.repeat(40)}`
    const namesOf = (data: object) =>
      read(loyalteez, { id: 'evt_1', type: 'streak.milestone', created: 1, data }).names
    expect(namesOf({ wallet, user_address: other })).toEqual({ wallet: wallet.toLowerCase() })
    expect(namesOf({ wallet: '0x1234...5678', user_address: wallet })).toEqual({
      wallet: wallet.toLowerCase(),
    })
    expect(namesOf({ wallet: 42 })).toEqual({})
  })

  test('of a perk spent states no money, so that no policy can credit it', () => {
    const { event: perk } = read(loyalteez, {
      id: 'evt_1',
      type: 'perk.redeemed',
      created: 1,
      data: { amount: 50 },
    })
    expect(perk).toEqual({
      type: 'reward.recorded',
      eventKey: 'evt_1',
      paymentId: 'evt_1',
      providerType: 'perk.redeemed',
      occurredAt: '1970-01-01T00:00:01.000Z',
    })
  })
})
