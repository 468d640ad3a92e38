import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cryptopay } from '../../src/providers/cryptopay.ts'
import type { ProviderSettings } from '../../src/providers/provider.ts'
import { NOW, SECRET, SETTINGS } from './contract/fixture.ts'
import { judge, read } from './inline.ts'

const RAW_HEX: ProviderSettings = { ...SETTINGS, cryptopayScheme: 'raw-hex' }
const RAW = '{"id":"evt_1","type":"payment.succeeded","data":{"id":"pi_1","amount":1,"currency":"usd"}}'

function event(type: string, data: unknown): object {
  return { id: 'evt_1', type, data }
}

describe('the scheme of CryptoPay is set, never detected', () => {
  const stamped = cryptopay.sign(Buffer.from(RAW), SECRET.value, NOW, SETTINGS, 'unused')
  const bare = cryptopay.sign(Buffer.from(RAW), SECRET.value, NOW, RAW_HEX, 'unused')

  test('error: a signature without a stamp is refused where stripe-v1 is set, so no old copy gets in', () => {
    expect(judge(cryptopay, RAW, bare, { settings: SETTINGS }).ok).toBe(false)
  })

  test('error: a stamped signature is refused where raw hex is set', () => {
    expect(judge(cryptopay, RAW, stamped, { settings: RAW_HEX }).ok).toBe(false)
  })

  test('each is accepted where it is set', () => {
    expect(judge(cryptopay, RAW, stamped, { settings: SETTINGS }).ok).toBe(true)
    expect(judge(cryptopay, RAW, bare, { settings: RAW_HEX }).ok).toBe(true)
  })
})

describe('an event of CryptoPay', () => {
  test('means the same by either name of its type (T15)', () => {
    const data = { object: { id: 'pi_1', amount: 500, currency: 'eur' } }
    for (const outcome of ['succeeded', 'failed', 'processing', 'created']) {
      const [intent, payment] = [`payment_intent.${outcome}`, `payment.${outcome}`].map((type) => {
        const { event: said } = read(cryptopay, event(type, data))
        return { ...said, providerType: '' }
      })
      expect(payment).toEqual(intent)
      expect(payment?.type).not.toBe('unknown')
    }
  })

  test('means the same with its object in data.object and in data', () => {
    const object = { id: 'pi_1', amount: '5.00', currency: 'eur' }
    expect(read(cryptopay, event('payment.succeeded', object))).toEqual(
      read(cryptopay, event('payment.succeeded', { object })),
    )
  })

  test('whose data name their kind in `object` are read as they are', () => {
    const data = { id: 'pi_1', object: 'payment_intent', amount: 500, currency: 'eur' }
    expect(read(cryptopay, event('payment.succeeded', data)).event).toMatchObject({ paymentId: 'pi_1' })
  })

  test('states minor units as a number and decimals as a text, exactly', () => {
    const property = fc.property(fc.bigInt({ min: 1n, max: 10n ** 60n }), fc.boolean(), (amount, isText) => {
      const stated = isText ? `"${amount}"` : `${amount}`
      const raw = `{"id":"e","type":"payment.succeeded","data":{"id":"p","amount":${stated},"currency":"eth"}}`
      expect(read(cryptopay, raw).event).toMatchObject({
        money: { amount: { text: amount.toString(), unit: isText ? 'decimal' : 'minor' }, asset: 'ETH' },
      })
    })
    fc.assert(property)
  })

  test('id is opaque text, whatever it looks like (T16)', () => {
    const odd = 'b1a7"e3-{}%20/..;\\'
    const { event: said } = read(
      cryptopay,
      event('payment.succeeded', { id: odd, amount: 1, currency: 'usd' }),
    )
    expect(said.paymentId).toBe(odd)
  })
})
