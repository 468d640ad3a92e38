import fc from 'fast-check'
import { getAddress } from 'viem'
import { expect, test } from 'vitest'
import { checkPurchase } from '../../src/api/stripe-mint/purchase.ts'
import { mintReply } from '../../src/api/stripe-mint/reply.ts'
import { formatMinor } from '../../src/domain/money.ts'
import { parseBody } from '../../src/providers/body.ts'

const WALLET = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'
const SCALE = 18

const sessionOf = (cents: bigint, usd: string, ltz: string, wallet = WALLET) =>
  parseBody(
    Buffer.from(
      `{"payment_status":"paid","payment_intent":"pi_1","currency":"usd","amount_total":${cents},
        "metadata":${JSON.stringify({ wallet, usd_amount: usd, ltz_amount: ltz })}}`,
    ),
  )

const cents = fc.bigInt({ min: 1n, max: 10n ** 30n })
/** A thousand tokens a dollar are ten a cent. */
const ltzOf = (amount: bigint): bigint => amount * 10n * 10n ** BigInt(SCALE)

test('any amount of cents is taken with its thousandfold, and the reply states both with every digit', () => {
  fc.assert(
    fc.property(cents, (amount) => {
      const [usd, ltz] = [formatMinor(amount, 2), formatMinor(ltzOf(amount), SCALE)]
      const purchase = checkPurchase(sessionOf(amount, usd, ltz), SCALE)
      expect(purchase).toMatchObject({ usd: amount, ltz: ltzOf(amount) })
      const reply = mintReply({ ...purchase, ltzScale: SCALE, txHash: '0x1' })
      const plain = (text: string): string => text.replace(/\.?0+$/, '')
      expect(reply).toContain(`"usdAmount":${plain(usd)},"ltzAmount":${plain(ltz)},`)
    }),
  )
})

test('error: any other amount of tokens, by however little, is a mismatch', () => {
  const off = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).filter((by) => by !== 0n)
  fc.assert(
    fc.property(cents, off, (amount, by) => {
      const ltz = ltzOf(amount) + by
      fc.pre(ltz > 0n)
      const session = sessionOf(amount, formatMinor(amount, 2), formatMinor(ltz, SCALE))
      expect(() => checkPurchase(session, SCALE)).toThrow('Amount mismatch')
    }),
  )
})

test('error: any other amount of dollars than was paid is invalid', () => {
  fc.assert(
    fc.property(cents, cents, (paid, named) => {
      fc.pre(paid !== named)
      const session = sessionOf(paid, formatMinor(named, 2), formatMinor(ltzOf(named), SCALE))
      expect(() => checkPurchase(session, SCALE)).toThrow('Invalid amount')
    }),
  )
})

test('a wallet is taken in small letters, in capitals and with its checksum, and in no other mixture', () => {
  const digits = fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'.split('')),
    minLength: 40,
    maxLength: 40,
  })
  fc.assert(
    fc.property(digits, fc.integer({ min: 0, max: 39 }), (hex, at) => {
      fc.pre(/[1-9a-f]/.test(hex))
      const taken = (wallet: string) => checkPurchase(sessionOf(1n, '0.01', '10', wallet), SCALE).wallet
      const sound = getAddress(`0x${hex}`)
      for (const spelt of [`0x${hex}`, `0x${hex.toUpperCase()}`, sound]) expect(taken(spelt)).toBe(spelt)
      const letter = sound.charAt(at + 2)
      const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
      const wrong = sound.slice(0, at + 2) + other + sound.slice(at + 3)
      fc.pre(wrong !== sound && /[a-f]/.test(wrong.slice(2)) && /[A-F]/.test(wrong))
      expect(() => taken(wrong)).toThrow('Invalid wallet address')
    }),
  )
})
