import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDecimal } from '../../src/domain/money.ts'
import { parseBody } from '../../src/providers/body.ts'
import { amountAt, assetAt, booleanAt, defined, firstId, timeAt } from '../../src/providers/fields.ts'

function body(value: string) {
  return parseBody(Buffer.from(`{"x":${value}}`))
}

function amount(value: string): string | undefined {
  return amountAt(body(value), 'decimal', 'x')?.text
}

function asset(value: string): string | undefined {
  return assetAt(body(JSON.stringify(value)), 'x')
}

function time(value: string): string | undefined {
  return timeAt(body(value), 'x')
}

describe('an amount that is a JSON number', () => {
  const digits = fc.stringMatching(/^(0|[1-9]\d{0,19})$/)
  const fraction = fc.stringMatching(/^\d{1,18}$/)

  test('is the same amount, whatever its digits', () => {
    const property = fc.property(digits, fraction, (whole, cents) => {
      const text = `${whole}.${cents}`
      expect(amount(text)).toBe(text)
      expect(amount(whole)).toBe(whole)
    })
    fc.assert(property)
  })

  test('with an exponent is written out exactly', () => {
    const property = fc.property(
      digits,
      fraction,
      fc.integer({ min: -20, max: 20 }),
      (whole, cents, exponent) => {
        const SCALE = 38
        const written = amount(`${whole}.${cents}e${exponent}`) ?? ''
        const unscaled = BigInt(whole + cents)
        const expected = unscaled * 10n ** BigInt(SCALE + exponent - cents.length)
        expect(parseDecimal(written, SCALE)).toBe(expected)
      },
    )
    fc.assert(property)
  })

  test.each([
    ['1e2', '100'],
    ['1E+2', '100'],
    ['100.00', '100.00'],
    ['1.5e1', '15'],
    ['1e-2', '0.01'],
    ['12e-1', '1.2'],
    ['0.5e1', '5'],
    ['0e5', '0'],
    ['-1.5', '-1.5'],
    ['9007199254740993', '9007199254740993'],
    ['0.1234567890123456789', '0.1234567890123456789'],
  ])('%s is %s', (number, text) => {
    expect(amount(number)).toBe(text)
  })

  test('error: too long or too large to be money is unreadable, never cut short', () => {
    const tooMany = [
      `1.${'0'.repeat(150)}1`,
      '9'.repeat(1000),
      '1e400',
      '1e81',
      '1e-81',
      '1e9999',
      '9'.repeat(1_000_000),
    ]
    for (const number of tooMany) expect(amount(number)).toBe('(unreadable)')
  })
})

describe('an amount that is a text', () => {
  test('is kept as it is, for the plan to judge', () => {
    for (const text of ['10.0', '1e2', 'ten', '-5', '1,000.00', ' 7'])
      expect(amount(JSON.stringify(text))).toBe(text)
  })

  test('error: that could be anything but an amount is unreadable', () => {
    for (const text of [
      '',
      'ada@example.com',
      '1'.repeat(101),
      '１２',
      "1'; DROP TABLE payment;--",
      '\u0000',
    ])
      expect(amount(JSON.stringify(text))).toBe('(unreadable)')
  })
})

test('an amount that is there but is no amount parks instead of vanishing; one that is missing is missing', () => {
  for (const value of ['null', 'true', '{}', '[1]']) expect(amount(value)).toBe('(unreadable)')
  expect(amountAt(body('1'), 'minor', 'y')).toBeUndefined()
  expect(amountAt(body('1'), 'minor', 'x')).toEqual({ text: '1', unit: 'minor' })
})

describe('an asset', () => {
  test('is one whatever its case and the blanks around it', () => {
    for (const code of ['usd', 'USD', ' Usd ']) expect(asset(code)).toBe('USD')
  })

  test('error: that is no code is unknown, never cut to one that is known', () => {
    for (const code of [
      'usd"; DROP TABLE x',
      'ada@example.com',
      `USD${' '.repeat(30)}X`,
      'X'.repeat(21),
      'ЦЅD',
    ])
      expect(asset(code)).toBe('(unreadable)')
  })

  test('that is missing or empty is missing', () => {
    expect(asset('')).toBeUndefined()
    expect(assetAt(body('null'), 'x')).toBeUndefined()
  })
})

describe('a time', () => {
  test.each([
    ['1699999999', '2023-11-14T22:13:19.000Z'],
    ['"1699999999"', '2023-11-14T22:13:19.000Z'],
    ['"2023-11-14T22:13:19Z"', '2023-11-14T22:13:19.000Z'],
    ['"2023-11-14T22:13:19.5+02:00"', '2023-11-14T20:13:19.500Z'],
    ['"2023-11-14 22:13:19"', '2023-11-14T22:13:19.000Z'],
    ['"2023-11-14T22:13:19"', '2023-11-14T22:13:19.000Z'],
    ['"2023-11-14"', '2023-11-14T00:00:00.000Z'],
    ['"2023-11-14t22:13:19z"', '2023-11-14T22:13:19.000Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (value, iso) => {
    expect(time(value)).toBe(iso)
  })

  test('that cannot be read is not there', () => {
    const unreadable = [
      '1699999999000',
      '-1',
      '1.5',
      '"yesterday"',
      '"order 1"',
      '"2023-13-45"',
      '"14/11/2023"',
      '"0000-01-01T00:00:00Z"',
      '"0001-01-01T00:00:00+05:00"',
      '"9999-12-31T23:59:59-05:00"',
      'null',
      '{}',
      '""',
    ]
    for (const value of unreadable) expect(time(value), value).toBeUndefined()
  })

  test('is the one that was meant, whatever it is', () => {
    const property = fc.property(
      fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
      (date) => {
        expect(time(JSON.stringify(date))).toBe(date.toISOString())
        const seconds = Math.floor(date.getTime() / 1000)
        if (seconds < 1e11) expect(time(String(seconds))).toBe(new Date(seconds * 1000).toISOString())
      },
    )
    fc.assert(property)
  })
})

test('a boolean is true or false, nothing that resembles it', () => {
  expect(booleanAt(body('true'), 'x')).toBe(true)
  expect(booleanAt(body('false'), 'x')).toBe(false)
  for (const value of ['"true"', '1', 'null', '[]']) expect(booleanAt(body(value), 'x')).toBeUndefined()
})

test('the first id that is there counts', () => {
  const object = parseBody(Buffer.from('{"a":"","b":{"c":"second"},"d":"third"}'))
  expect(firstId(object, ['a'], ['b', 'c'], ['d'])).toBe('second')
  expect(firstId(object, ['a'], ['e'])).toBeUndefined()
})

test('an object keeps what is defined, also what is false or empty', () => {
  expect(defined({ a: undefined, b: false, c: '', d: 0, e: null })).toStrictEqual({
    b: false,
    c: '',
    d: 0,
    e: null,
  })
})
