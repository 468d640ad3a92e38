import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FulfilmentError } from '../../src/domain/errors.ts'
import { formatMinor, parseDecimal, resolveAmount } from '../../src/domain/money.ts'

const scale = fc.integer({ min: 0, max: 30 })
const minor = fc.bigInt({ min: 0n, max: 10n ** 48n })

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof FulfilmentError) return error.code
    throw error
  }
  return 'none'
}

describe('parseDecimal', () => {
  test('what formatMinor writes is read back exactly, at every scale', () => {
    fc.assert(
      fc.property(
        minor,
        scale,
        (amount, places) => parseDecimal(formatMinor(amount, places), places) === amount,
      ),
    )
  })

  test('surplus zeros are fine', () => {
    fc.assert(
      fc.property(minor, scale, fc.integer({ min: 1, max: 20 }), (amount, places, zeros) => {
        const text = formatMinor(amount, places)
        const padded = `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(zeros)}`
        return parseDecimal(padded, places) === amount
      }),
    )
  })

  test('a digit beyond the scale is refused, never rounded', () => {
    fc.assert(
      fc.property(minor, scale, fc.integer({ min: 1, max: 9 }), (amount, places, digit) => {
        const text = formatMinor(amount, places)
        const longer = `${text}${text.includes('.') ? '' : '.'}${digit}`
        return codeOf(() => parseDecimal(longer, places)) === 'AMOUNT_TOO_PRECISE'
      }),
    )
  })

  test.each([
    '',
    ' 1',
    '1 ',
    '-1',
    '+1',
    '1e2',
    '.5',
    '1.',
    '1,000',
    'ten',
    'NaN',
    'Infinity',
    '0x10',
    '１',
    '1.5.0',
    '9'.repeat(79),
  ])('error: %j is not an amount', (text) => {
    expect(codeOf(() => parseDecimal(text, 2))).toBe('INVALID_AMOUNT')
  })

  test('a full uint256 fits', () => {
    const max = 2n ** 256n - 1n
    expect(parseDecimal(max.toString(), 0)).toBe(max)
  })
})

describe('resolveAmount', () => {
  test.each([
    ['10.0', 'decimal', 2, 1000n],
    ['19.99', 'decimal', 2, 1999n],
    ['1000', 'minor', 2, 1000n],
    ['1000.00', 'minor', 2, 1000n],
    ['100', 'decimal', 0, 100n],
    ['0.000000000000000001', 'decimal', 18, 1n],
  ] as const)('%s %s at scale %d', (text, unit, places, expected) => {
    expect(resolveAmount({ text, unit }, places)).toBe(expected)
  })

  test.each([
    ['0', 'minor', 'INVALID_AMOUNT'],
    ['0.00', 'decimal', 'INVALID_AMOUNT'],
    ['10.5', 'minor', 'INVALID_AMOUNT'],
    ['(null)', 'decimal', 'INVALID_AMOUNT'],
    ['1e400', 'decimal', 'INVALID_AMOUNT'],
    ['0.001', 'decimal', 'AMOUNT_TOO_PRECISE'],
  ] as const)('error: %s %s is %s', (text, unit, code) => {
    expect(codeOf(() => resolveAmount({ text, unit }, 2))).toBe(code)
  })
})
