import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rach } from '../../src/providers/rach.ts'
import { read } from './inline.ts'

const DEPOSIT = 'wallet.deposit.detected'
const eventOf = (body: unknown) => read(rach, body).event
const deposit = (data: object) => eventOf({ event: DEPOSIT, timestamp: 1_703_242_245, data })
const SEEN = { customer_id: 'cust_1', currency: 'BNB', detected_at: '2025-12-22T10:30:45Z' }

describe('the key of a Rach gateway event', () => {
  test('is its event and session, whatever else the body holds', () => {
    const keys = [{ amount: 1 }, { amount: 2, timestamp: 5 }, { customer_id: 'c', detected_at: 'd' }].map(
      (more) => eventOf({ event: 'payment.confirmed', session_id: 'chk_1', ...more }).eventKey,
    )
    expect(new Set(keys)).toEqual(new Set(['payment.confirmed-chk_1']))
  })

  test('takes checkout_id where there is no session_id, as payment.expired has it (T5)', () => {
    expect(eventOf({ event: 'payment.expired', checkout_id: 'chk_1' }).eventKey).toBe('payment.expired-chk_1')
  })

  test('is the digest of the raw body as a last resort, however long that body is (T5)', () => {
    const body = JSON.stringify({ event: 'payment.confirmed', note: 'x'.repeat(10_000), amount: 1 })
    expect(eventOf(body).eventKey).toBe(createHash('sha256').update(body).digest('hex'))
  })

  test('joins a payment’s detection, confirmation and expiry as one payment', () => {
    const ids = [
      { event: 'payment.detected', session_id: 'chk_1' },
      { event: 'payment.confirmed', session_id: 'chk_1', amount: 1, currency: 'USDT' },
      { event: 'payment.expired', checkout_id: 'chk_1' },
    ].map((body) => eventOf(body).paymentId)
    expect(ids).toEqual(['chk_1', 'chk_1', 'chk_1'])
  })

  test('without a session still credits once: the payment is the reference', () => {
    const again = [1, 2].map((timestamp) =>
      eventOf({ event: 'payment.confirmed', reference: 'ORDER-1', amount: 1, currency: 'USDT', timestamp }),
    )
    expect(again.map(({ paymentId }) => paymentId)).toEqual(['ORDER-1', 'ORDER-1'])
    expect(again[0]?.eventKey).not.toBe(again[1]?.eventKey)
  })

  test('names a checkout that differs from its session as another name of the payment', () => {
    const named = { event: 'payment.confirmed', session_id: 'chk_sess_1', checkout_id: 'chk_1' }
    expect(eventOf(named)).toMatchObject({ paymentId: 'chk_sess_1', refs: ['chk_1'] })
    expect(eventOf({ ...named, checkout_id: 'chk_sess_1' }).refs).toBeUndefined()
  })
})

describe('the key of a Rach deposit', () => {
  test('tells two deposits of one poll apart by transaction, address or amount (T6)', () => {
    const keys = [
      {},
      { tx_hash: '0x1' },
      { tx_hash: '0x2' },
      { address: 'A' },
      { amount: '1' },
      { amount: '2' },
    ].map((more) => deposit({ ...SEEN, ...more }).eventKey)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('is composed of what is there, in one order, whatever the order of the fields', () => {
    // Without x: hex has one spelling, which is another promise.
    const id = fc.string({ minLength: 1, unit: fc.constantFrom(...Array.from('abcVYZ019_.')) })
    const optional = fc.record({ tx_hash: id, address: id, amount: id }, { requiredKeys: [] })
    const property = fc.property(
      id,
      id,
      optional,
      fc.boolean(),
      (customer_id, detected_at, parts, flipped) => {
        const entries = Object.entries({ customer_id, detected_at, ...parts })
        const data = Object.fromEntries(flipped ? entries.toReversed() : entries)
        const named = [parts.tx_hash, parts.address, parts.amount].filter((part) => part !== undefined)
        const event = deposit(data)
        expect(event.eventKey).toBe([DEPOSIT, customer_id, detected_at, ...named].join('-'))
        expect(event.paymentId).toBe(parts.tx_hash === undefined ? event.eventKey : named.join(':'))
      },
    )
    fc.assert(property)
  })

  test('is its detection, also where a session is named: one session may see several deposits', () => {
    const keys = ['1', '2'].map((amount) => deposit({ ...SEEN, session_id: 'chk_1', amount }).eventKey)
    expect(keys).toEqual([
      `${DEPOSIT}-cust_1-2025-12-22T10:30:45Z-1`,
      `${DEPOSIT}-cust_1-2025-12-22T10:30:45Z-2`,
    ])
    expect(deposit({ session_id: 'chk_1', amount: '1' }).eventKey).toBe(`${DEPOSIT}-chk_1`)
  })

  test('is one payment when the same transfer is detected again at another time', () => {
    const transfer = { ...SEEN, tx_hash: '0x1', address: 'A', amount: '0.5' }
    const first = deposit(transfer)
    const again = deposit({ ...transfer, detected_at: '2025-12-22T10:31:15Z' })
    expect(again.eventKey).not.toBe(first.eventKey)
    expect(again.paymentId).toBe('0x1:A:0.5')
    expect(first.paymentId).toBe('0x1:A:0.5')
  })

  test('of two outputs of one transaction is two payments', () => {
    const ids = ['A', 'B'].map(
      (address) => deposit({ ...SEEN, tx_hash: '0x1', address, amount: '1' }).paymentId,
    )
    expect(ids).toEqual(['0x1:A:1', '0x1:B:1'])
  })

  test('is bounded, whatever stands where the amount should', () => {
    const { eventKey } = deposit({ ...SEEN, amount: '9'.repeat(100_000) })
    expect(eventKey.length).toBeLessThan(200)
  })

  test('cannot be composed into an e-mail address', () => {
    const { eventKey } = deposit({ customer_id: 'ada', detected_at: '@', tx_hash: 'example.com' })
    expect(eventKey).toMatch(/^wallet\.deposit\.detected-ada-~[0-9a-f]{32}-example\.com$/)
  })

  test('reads data, not a field of the same name above it', () => {
    const event = eventOf({
      event: DEPOSIT,
      amount: '1000000',
      customer_id: 'else',
      data: { ...SEEN, amount: '1' },
    })
    expect(event).toMatchObject({ customerId: 'cust_1', money: { amount: { text: '1' } } })
  })
})

describe('what a Rach event says', () => {
  test('never takes its time from the body’s timestamp', () => {
    const body = { event: 'payment.confirmed', session_id: 'chk_1', timestamp: 1_703_242_245 }
    expect(eventOf(body).occurredAt).toBeUndefined()
    expect(eventOf({ ...body, paid_at: '2025-12-22T10:30:45Z' }).occurredAt).toBe('2025-12-22T10:30:45.000Z')
  })

  test('keeps every digit of an amount, as a number or as text (T7)', () => {
    for (const amount of ['0.100000000000000001', '"0.100000000000000001"']) {
      const event = eventOf(
        `{"event":"payment.confirmed","session_id":"s","amount":${amount},"currency":"eth"}`,
      )
      expect(event).toMatchObject({ money: { amount: { text: '0.100000000000000001' }, asset: 'ETH' } })
    }
  })

  test('keeps a currency that is SQL out of everything but a refusal (T7)', () => {
    const event = deposit({ ...SEEN, currency: 'usd_balance = 1e9; --', amount: '1' })
    expect(event).toMatchObject({ money: { asset: '(unreadable)' } })
  })

  test('is for the customer of its data; else for the user of its metadata', () => {
    const body = { event: 'payment.confirmed', session_id: 's', metadata: { user_id: 'usr_1' } }
    expect(read(rach, body).names).toEqual({ userId: 'usr_1' })
    expect(read(rach, { ...body, data: { customer_id: 'cust_1' } }).names).toEqual({ userId: 'cust_1' })
  })
})
