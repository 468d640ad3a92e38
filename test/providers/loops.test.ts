import { describe, expect, test } from 'vitest'
import { loops } from '../../src/providers/loops.ts'
import type { Fixture } from './contract/fixture.ts'
import { fixturesOf, translated } from './contract/fixture.ts'
import { read } from './inline.ts'

const FIXTURES = new Map(fixturesOf('loops').map((fixture) => [fixture.file.replace('.json', ''), fixture]))

function fixture(name: string): Fixture {
  const found = FIXTURES.get(name)
  if (found === undefined) throw new Error(`no fixture ${name}`)
  return found
}

describe('a payment by Loops', () => {
  test('is one, whether its charge, its session or its refund tells of it', () => {
    const ids = [
      'charge-succeeded',
      'checkout-session-completed',
      'charge-refunded',
      'invoice-payment-succeeded-linked',
    ]
    expect(new Set(ids.map((name) => translated(loops, fixture(name)).event.paymentId)).size).toBe(1)
  })

  test('has its money stated once: by the charge, or by the session where the policy says so', () => {
    const typesWhere = (fulfilOn?: 'checkout' | 'charge') =>
      ['charge-succeeded', 'checkout-session-completed'].map(
        (name) => translated(loops, { ...fixture(name), ...(fulfilOn && { fulfilOn }) }).event.type,
      )
    expect(typesWhere()).toEqual(['payment.succeeded', 'checkout.completed'])
    expect(typesWhere('charge')).toEqual(['payment.succeeded', 'checkout.completed'])
    expect(typesWhere('checkout')).toEqual(['payment.observed', 'payment.succeeded'])
  })

  test('is not stated again by an invoice that names no charge, but by one that does, as the same payment', () => {
    expect(translated(loops, fixture('invoice-payment-succeeded')).event.type).toBe('subscription.renewed')
    const { event } = translated(loops, fixture('invoice-payment-succeeded-linked'))
    expect(event).toMatchObject({ type: 'payment.succeeded', paymentId: 'pi_lp_1' })
  })

  test('takes no visitor’s id for an order: only metadata name one', () => {
    const { event } = translated(loops, fixture('checkout-session-completed'))
    expect(event).not.toHaveProperty('orderReference')
  })

  test('that is bare, as the guide’s samples show it, is read', () => {
    const charge = {
      id: 'ch_1',
      amount: 1999,
      currency: 'usd',
      billing_details: { email: 'ada@example.com' },
    }
    const { event, contact } = read(loops, {
      id: 'evt_1',
      type: 'charge.succeeded',
      data: { object: charge },
    })
    expect(event).toEqual({
      eventKey: 'evt_1',
      providerType: 'charge.succeeded',
      type: 'payment.succeeded',
      paymentId: 'ch_1',
      money: { amount: { text: '1999', unit: 'minor' }, asset: 'USD' },
    })
    expect(contact).toBe('ada@example.com')
  })
})
