import fc from 'fast-check'
import { expect, test } from 'vitest'
import { whyNotToMail } from '../../src/domain/mail-rules.ts'
import { TEMPLATES } from '../../src/domain/telling.ts'

const standing = (paid: bigint, returned: bigint) => ({ paid, returned })

test('a receipt is sent for what is left of a payment, and not when nothing is', () => {
  expect(whyNotToMail('receipt', standing(1999n, 0n))).toBeUndefined()
  expect(whyNotToMail('receipt', standing(1999n, 1998n))).toBeUndefined()
  expect(whyNotToMail('receipt', standing(1999n, 1999n))).toBe('nothing is left of the payment')
  expect(whyNotToMail('deposit', standing(0n, 0n))).toBe('nothing is left of the payment')
})

test('nobody is told that money is gone, or failed to come, while it is there', () => {
  expect(whyNotToMail('payment-reversed', standing(1n, 0n))).toBe('the money is back')
  expect(whyNotToMail('payment-reversed', standing(0n, 0n))).toBeUndefined()
  expect(whyNotToMail('payment-failed', standing(1n, 0n))).toBe('it was paid since')
  expect(whyNotToMail('payment-failed', standing(0n, 0n))).toBeUndefined()
})

test('a refund that failed again is not told; one that came before its payment is', () => {
  expect(whyNotToMail('refund', standing(1999n, 0n))).toBe('nothing is refunded any more')
  expect(whyNotToMail('refund', standing(1999n, 500n))).toBeUndefined()
  expect(whyNotToMail('refund', standing(0n, 0n))).toBeUndefined()
})

test('whatever stands of a payment, nobody hears both that it came and that it is gone', () => {
  const amounts = fc.bigInt({ min: 0n, max: 10n ** 20n })
  fc.assert(
    fc.property(amounts, amounts, (paid, part) => {
      const left = standing(paid + part, part)
      const told = TEMPLATES.filter((template) => whyNotToMail(template, left) === undefined)
      const hasCome = told.includes('receipt')
      expect(hasCome && told.includes('payment-reversed')).toBe(false)
      expect(hasCome).toBe(left.paid - left.returned > 0n)
    }),
  )
})
