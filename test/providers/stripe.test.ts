import { describe, expect, test } from 'vitest'
import type { TranslatedEvent } from '../../src/providers/provider.ts'
import { stripe } from '../../src/providers/stripe.ts'
import type { Fixture } from './contract/fixture.ts'
import { fixturesOf, translated } from './contract/fixture.ts'
import { read } from './inline.ts'

const FIXTURES = new Map(fixturesOf('stripe').map((fixture) => [fixture.file.replace('.json', ''), fixture]))

function fixture(name: string): Fixture {
  const found = FIXTURES.get(name)
  if (found === undefined) throw new Error(`no fixture ${name}`)
  return found
}

function said(name: string): TranslatedEvent {
  return translated(stripe, fixture(name)).event
}

function idsOf({ paymentId, refs = [] }: TranslatedEvent): readonly string[] {
  return paymentId === undefined ? refs : [paymentId, ...refs]
}

/** Groups of events that some id joins: what the ledger makes of payment ids and refs, whatever order they come in. */
function payments(events: readonly TranslatedEvent[]): number {
  let groups: Set<string>[] = []
  for (const ids of events.map(idsOf)) {
    const joined = groups.filter((group) => ids.some((id) => group.has(id)))
    groups = [
      ...groups.filter((group) => !joined.includes(group)),
      new Set([...ids, ...joined.flatMap((g) => [...g])]),
    ]
  }
  return groups.length
}

describe('siblings of one payment', () => {
  test('name it by the same id from the start, where Checkout takes one payment', () => {
    const siblings = [
      'checkout-session-completed-paid',
      'checkout-session-async-payment-succeeded',
      'payment-intent-succeeded',
      'charge-succeeded',
      'charge-refunded-partly',
      'refund-failed',
      'dispute-created',
    ]
    expect(new Set(siblings.map((name) => said(name).paymentId)).size).toBe(1)
  })

  test('of a subscription are joined in the older API', () => {
    const siblings = [
      'checkout-session-completed-subscription',
      'invoice-paid-old-shape',
      'payment-intent-succeeded-old-shape',
      'charge-succeeded-old-shape',
      'charge-refunded-partly',
    ]
    expect(payments(siblings.map(said))).toBe(1)
    expect(payments(siblings.map(said).toReversed())).toBe(1)
  })

  test('of a subscription are joined in today’s API by the intent’s order reference', () => {
    const siblings = [
      'checkout-session-completed-subscription',
      'invoice-paid',
      'charge-refunded-partly',
      'payment-intent-succeeded-of-invoice',
    ]
    expect(payments(siblings.slice(0, 3).map(said))).toBe(2)
    expect(payments(siblings.map(said))).toBe(1)
  })

  test('of a subscription are joined in today’s API by the invoice’s payment', () => {
    const siblings = ['invoice-paid', 'charge-refunded-partly', 'dispute-created', 'invoice-payment-paid']
    expect(payments(siblings.map(said))).toBe(1)
  })

  test('of a charge without an intent are joined by the charge', () => {
    const siblings = [
      'charge-succeeded-of-invoice-without-intent',
      'refund-failed-without-intent',
      'dispute-without-intent',
      'invoice-paid-without-intent',
    ]
    expect(payments(siblings.map(said))).toBe(1)
  })

  test('that are parts of one invoice are payments of their own', () => {
    expect(payments(['invoice-payment-paid', 'invoice-payment-paid-part'].map(said))).toBe(2)
  })

  test('only one of them states the money, whichever the policy chose', () => {
    const siblings = ['checkout-session-completed-paid', 'payment-intent-succeeded', 'charge-succeeded']
    for (const fulfilOn of ['checkout', 'payment_intent', 'charge'] as const) {
      const types = siblings.map((name) => translated(stripe, { ...fixture(name), fulfilOn }).event.type)
      expect(types.toSorted()).toEqual(['payment.observed', 'payment.observed', 'payment.succeeded'])
    }
  })
})

describe('an event of Stripe', () => {
  const event = fixture('checkout-session-completed-paid').body as object

  test('is the same though its pending_webhooks and its request differ between deliveries', () => {
    const later = { ...event, pending_webhooks: 0, request: { id: 'req_1', idempotency_key: 'k' } }
    expect(read(stripe, later)).toEqual(read(stripe, event))
  })

  test('that completes a session unpaid fulfils nothing (T12)', () => {
    expect(said('checkout-session-completed-unpaid')).toMatchObject({
      type: 'payment.observed',
      awaiting: true,
    })
    expect(said('checkout-session-async-payment-succeeded').type).toBe('payment.succeeded')
  })

  test('of a session whose payment status nobody documented fulfils nothing', () => {
    for (const status of ['PAID', 'processing', '', null, true, undefined]) {
      const object = {
        id: 'cs_1',
        payment_intent: 'pi_1',
        payment_status: status,
        amount_total: 1,
        currency: 'usd',
      }
      const { event: translation } = read(stripe, { ...event, data: { object } })
      expect(translation.type, String(status)).toBe('payment.observed')
    }
  })

  test('of invoice.paid states the same money as invoice.payment_succeeded', () => {
    const [paid, succeeded] = ['invoice-paid', 'invoice-payment-succeeded'].map((name) => {
      const { eventKey: _key, providerType: _type, ...rest } = said(name)
      return rest
    })
    expect(paid).toEqual(succeeded)
  })

  test('about an unpaid invoice names no period that it would extend', () => {
    expect(said('invoice-payment-failed').subscription).not.toHaveProperty('periodEnd')
    expect(said('invoice-paid').subscription).toHaveProperty('periodEnd')
  })

  test('keeps ids as opaque text, whatever they look like (T16)', () => {
    const odd = 'cf2d"-{}%20/..;\\'
    const object = {
      id: 'cs_1',
      payment_intent: odd,
      payment_status: 'paid',
      amount_total: 1,
      currency: 'usd',
    }
    expect(read(stripe, { ...event, data: { object } }).event.paymentId).toBe(odd)
  })

  test('keeps at most twenty short attributes', () => {
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key_${i}`, 'x']))
    const { event: translation } = read(stripe, { ...event, data: { object: { id: 'cs_1', metadata } } })
    expect(Object.keys(translation.attributes ?? {})).toHaveLength(20)
  })

  test('names no type of Object.prototype', () => {
    for (const type of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      expect(read(stripe, { ...event, type }).event.type).toBe('unknown')
  })
})

describe('who a mail goes to', () => {
  const contactOf = (fields: object): string | undefined =>
    read(stripe, {
      id: 'evt_1',
      type: 'charge.succeeded',
      data: { object: { id: 'ch_1', ...fields } },
    }).contact

  test('is the payer’s own address before the receipt’s', () => {
    const all = {
      billing_details: { email: 'a@example.com' },
      customer_details: { email: 'b@example.com' },
      receipt_email: 'c@example.com',
    }
    expect(contactOf(all)).toBe('a@example.com')
    expect(contactOf({ ...all, billing_details: { email: null } })).toBe('b@example.com')
    expect(contactOf({ receipt_email: all.receipt_email })).toBe('c@example.com')
  })

  test('error: what is no single address is nobody’s', () => {
    for (const receipt_email of [
      'ada',
      'ada@example.com\r\nBcc: everyone@example.com',
      'a@example.com, b@example.com',
      'Ada <ada@example.com>',
      `${'a'.repeat(300)}@example.com`,
      ['a@example.com'],
      7,
    ])
      expect(contactOf({ receipt_email })).toBeUndefined()
  })
})
