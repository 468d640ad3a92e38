import fc from 'fast-check'

/** Bodies that no honest sender writes. Each must end in INVALID_PAYLOAD, whoever the provider is. */
export const HOSTILE_BODIES: readonly (readonly [what: string, raw: Buffer])[] = [
  ['nothing at all', Buffer.alloc(0)],
  ['white space', Buffer.from(' \r\n\t')],
  ['half an object', Buffer.from('{"id":"evt_1","type":"charge.succeeded","data":{"obj')],
  ['a form', Buffer.from('id=evt_1&type=charge.succeeded')],
  ['an array', Buffer.from('[{"id":"evt_1"}]')],
  ['null', Buffer.from('null')],
  ['a number', Buffer.from('1e400')],
  ['a text', Buffer.from('"evt_1"')],
  ['an empty object', Buffer.from('{}')],
  ['two objects', Buffer.from('{}{}')],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['UTF-16', Buffer.from('{"id":"evt_1"}', 'utf16le')],
  ['a duplicate key', Buffer.from('{"id":"evt_1","id":"evt_2","type":"ping","data":{}}')],
  ['a duplicate key with an equal value', Buffer.from('{"id":"evt_1","id":"evt_1","type":"ping","data":{}}')],
  ['65 levels of objects', Buffer.from(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`)],
  ['100,000 levels of arrays', Buffer.from(`{"id":${'['.repeat(100_000)}`)],
  ['only __proto__', Buffer.from('{"__proto__":{"id":"evt_1","type":"ping","data":{}}}')],
]

/** Values that turn up where another kind was expected. */
const ODD_VALUE: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e300,
    '',
    ' ',
    'ten',
    '1e2',
    '\u0000',
    '\ud800',
    [],
    {},
    [[]],
  ),
  fc.constantFrom('ada@example.com', 'Ada <ada@example.com>', { id: 'ada@example.com' }, ['ada@example.com']),
  fc.constant({ __proto__: null, id: { id: [] } }),
  fc.string({ maxLength: 30, unit: 'binary' }),
  fc.string({ minLength: 201, maxLength: 300 }),
  fc.jsonValue({ maxDepth: 2 }),
)

type Path = readonly (string | number)[]

/** A body of which one node was replaced or removed: near enough to an honest one to get past the first checks. */
export function mangled(body: unknown): fc.Arbitrary<unknown> {
  return fc
    .record({
      path: fc.constantFrom(...pathsOf(body)),
      value: fc.option(ODD_VALUE, { nil: undefined, freq: 6 }),
    })
    .map(({ path, value }) => replaced(body, path, value))
}

function pathsOf(node: unknown, path: Path = []): Path[] {
  if (typeof node !== 'object' || node === null) return [path]
  const children = Array.isArray(node) ? [...node.entries()] : Object.entries(node)
  return [path, ...children.flatMap(([name, child]) => pathsOf(child, [...path, name]))]
}

function replaced(node: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined || typeof node !== 'object' || node === null) return value ?? null
  const copy: Record<string | number, unknown> = Array.isArray(node) ? ([...node] as never) : { ...node }
  if (rest.length === 0 && value === undefined) delete copy[name]
  else copy[name] = replaced(copy[name], rest, value)
  return copy
}
