import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FulfilmentError } from '../../src/domain/errors.ts'
import type { Json } from '../../src/providers/body.ts'
import { at, idAt, isObject, NumberText, objectsAt, parseBody, textAt } from '../../src/providers/body.ts'

const MEGABYTE = 1_048_576

function read(text: string): Json {
  return parseBody(Buffer.from(text))
}

function refusal(run: () => unknown): FulfilmentError {
  try {
    run()
  } catch (error) {
    if (error instanceof FulfilmentError) return error
    throw error
  }
  throw new Error('it was accepted')
}

/** What JavaScript's own parser would have made of it. */
function plain(value: Json | undefined): unknown {
  if (value instanceof NumberText) return Number(value.text)
  if (Array.isArray(value)) return value.map((item: Json) => plain(item))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]))
}

function hasDuplicateKeys(text: string): boolean {
  const keys = Array.from(
    text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g),
    (match) => JSON.parse(`"${match[1]}"`) as string,
  )
  return new Set(keys).size < keys.length
}

describe('a body', () => {
  test('is read as JavaScript reads it, but for its numbers', () => {
    const property = fc.property(
      fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })),
      (value) => {
        const text = JSON.stringify(value)
        fc.pre(!text.includes('__proto__'))
        expect(plain(read(text))).toEqual(JSON.parse(text))
      },
    )
    fc.assert(property, { numRuns: 300 })
  })

  test('is JSON for us exactly when it is JSON for JavaScript', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"b"',
      '"\\u0061"',
      '1',
      '-0.5e3',
      'true',
      'nul',
      ' ',
      '\\',
      '"',
    )
    const property = fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
      const text = `{"x":${tokens.join('')}}`
      const isJson = succeeds(() => JSON.parse(text) as unknown)
      fc.pre(!isJson || !hasDuplicateKeys(text))
      expect(
        succeeds(() => read(text)),
        text,
      ).toBe(isJson)
    })
    fc.assert(property, { numRuns: 3000 })
  })

  test('keeps the text of every number', () => {
    for (const number of ['100.00', '1e2', '-0', '0.1', '9007199254740993', '1e400', `1${'0'.repeat(500)}`])
      expect(at(read(`{"amount":${number}}`), 'amount')).toEqual(new NumberText(number))
  })

  test('may begin with a byte order mark and have Windows line ends', () => {
    expect(textAt(read('\ufeff{\r\n\t"id": "evt_1"\r\n}\r\n'), 'id')).toBe('evt_1')
  })

  test('may be 64 levels deep, and brackets in texts do not count', () => {
    const nested = (levels: number): string => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`
    expect(isObject(read(nested(64)))).toBe(true)
    expect(refusal(() => read(nested(65))).code).toBe('INVALID_PAYLOAD')
    expect(textAt(read(`{"a":"${'[{'.repeat(1000)}"}`), 'a')).toHaveLength(2000)
  })
})

function succeeds(run: () => unknown): boolean {
  try {
    run()
    return true
  } catch {
    return false
  }
}

describe('error: a duplicate key is refused', () => {
  test.each([
    ['with another value', '{"a":1,"a":2}'],
    ['with an equal value', '{"a":1,"a":1}'],
    ['with an equal object', '{"a":{"b":[]},"a":{"b":[]}}'],
    ['written with an escape', '{"a":1,"\\u0061":1}'],
    ['written with another escape', '{"/":1,"\\/":1}'],
    ['deep inside', '{"x":[{"y":{"a":1,"b":2,"a":1}}]}'],
    ['after an inner object', '{"a":{"b":1},"c":[],"a":1}'],
    ['with white space before its colon', '{"a" :1,"a"\n\t\r :1}'],
    ['that is empty', '{"":1,"":2}'],
    ['that is __proto__', '{"__proto__":1,"__proto__":1}'],
    ['whose quote is escaped', '{"a\\"":1,"a\\u0022":1}'],
  ])('%s', (_how, text) => {
    expect(refusal(() => read(text)).code).toBe('INVALID_PAYLOAD')
  })

  test('but not the same key in two objects, nor a text that looks like one', () => {
    for (const text of [
      '{"a":{"a":{"a":1}}}',
      '{"a":[{"b":1},{"b":1}],"b":1}',
      '{"a":"\\"a\\":1","b":"a"}',
      '{"a":"a"}',
    ])
      expect(isObject(read(text)), text).toBe(true)
  })

  test('wherever it is put in', () => {
    const keys = fc.uniqueArray(fc.string({ unit: 'binary-ascii' }), { minLength: 1, maxLength: 8 })
    const property = fc.property(keys, fc.nat(7), fc.boolean(), (names, which, escaped) => {
      const twice = names[which % names.length] ?? ''
      const again = escaped ? escapedText(twice) : JSON.stringify(twice)
      const members = [...names.map((name) => `${JSON.stringify(name)}:1`)].join(',')
      expect(isObject(read(`{"in":{${members}}}`))).toBe(true)
      expect(refusal(() => read(`{"in":{${members},${again}:1}}`)).code).toBe('INVALID_PAYLOAD')
    })
    fc.assert(property)
  })
})

function escapedText(text: string): string {
  const escapes = Array.from(
    { length: text.length },
    (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`,
  )
  return `"${escapes.join('')}"`
}

describe('a body of a megabyte is read or refused at once', () => {
  const x = 'x'.repeat(MEGABYTE)
  test.each([
    ['one text', `{"a":"${x}"}`],
    ['one number', `{"a":${'9'.repeat(MEGABYTE)}}`],
    ['one key', `{"${x}":1}`],
    ['escapes', `{"a":"${'\\"\\\\'.repeat(MEGABYTE / 4)}"}`],
    ['an endless text', `{"a":"${x}`],
    ['an endless escape', `{"a":"${'\\'.repeat(MEGABYTE)}`],
    ['brackets', '['.repeat(MEGABYTE)],
    ['closing brackets', ']'.repeat(MEGABYTE)],
    ['white space', `{"a"${' '.repeat(MEGABYTE)}:1}`],
    ['quotes', '"'.repeat(MEGABYTE)],
    ['many keys', `{${Array.from({ length: 80_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
    ['many equal elements', `{"a":[${'{"b":1},'.repeat(100_000)}0]}`],
  ])('%s', (_what, text) => {
    const started = performance.now()
    if (!succeeds(() => read(text))) expect(refusal(() => read(text)).code).toBe('INVALID_PAYLOAD')
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('__proto__ is harmless', () => {
  const body = read(
    '{"__proto__":{"admin":true},"a":{"\\u005f_proto__":{"admin":true},"b":[{"__proto__":1,"c":2}]}}',
  )

  test('nothing can be read through it', () => {
    expect(at(body, '__proto__', 'admin')).toBeUndefined()
    expect(at(body, 'admin')).toBeUndefined()
    expect(at(body, 'constructor', 'name')).toBeUndefined()
    expect(plain(body)).toEqual({ a: { b: [{ c: 2 }] } })
  })

  test('copied or spread it makes no prototype', () => {
    const copies = [
      Object.assign({}, body, at(body, 'a')),
      { ...(body as object) },
      structuredClone(plain(body)),
    ]
    for (const copy of copies) {
      expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
      expect(copy).not.toHaveProperty('admin')
    }
    expect({}).not.toHaveProperty('admin')
  })
})

describe('error: the reason quotes nothing of the body', () => {
  test.each([
    ['not JSON', '{"email":"ada@example.com",}'],
    ['a duplicate key', '{"ada@example.com":1,"ada@example.com":1}'],
    ['a broken escape', '{"ada@example.com\\u00":1}'],
    ['a broken number', '{"a":12ada@example.com}'],
  ])('%s', (_what, text) => {
    const error = refusal(() => read(text))
    expect(`${error.message} ${String(error.cause)}`).not.toContain('ada')
  })
})

describe('a field', () => {
  test('that is a number is a text as it was written', () => {
    expect(idAt(read('{"id":12345678901234567890}'), 'id')).toBe('12345678901234567890')
  })

  test('that is empty, null, a list or an object is not there', () => {
    const body = read('{"a":"","b":null,"c":["x"],"d":{"e":"x"},"f":true}')
    for (const name of ['a', 'b', 'c', 'd', 'f', 'g']) expect(textAt(body, name)).toBeUndefined()
    expect(textAt(body, 'd', 'e')).toBe('x')
    expect(textAt(body, 'c', '0')).toBeUndefined()
  })

  test('error: with NUL or half a character is refused, with whole ones kept', () => {
    for (const bad of ['\\u0000', '\\ud83d', 'x\\ude00', '\\ude00\\ud83d'])
      expect(refusal(() => textAt(read(`{"a":"${bad}"}`), 'a')).code).toBe('INVALID_PAYLOAD')
    expect(textAt(read('{"a":"\\ud83d\\ude00é"}'), 'a')).toBe('😀é')
  })

  test('error: that is an id has at most 200 characters, and no control characters', () => {
    expect(idAt(read(`{"id":"${'x'.repeat(200)}"}`), 'id')).toHaveLength(200)
    for (const bad of ['x'.repeat(201), 'a\\nb', 'a\\u007f', '\\u0085'])
      expect(refusal(() => idAt(read(`{"id":"${bad}"}`), 'id')).code).toBe('INVALID_PAYLOAD')
  })

  test('of objects in a list leaves the others out', () => {
    const body = read('{"list":[{"a":1},null,"x",[{}],{"a":2}],"none":{"0":{}}}')
    expect(objectsAt(body, 'list').map((item) => textAt(item, 'a'))).toEqual(['1', '2'])
    expect(objectsAt(body, 'none')).toEqual([])
    expect(objectsAt(body, 'missing')).toEqual([])
  })
})
