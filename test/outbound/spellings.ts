import fc from 'fast-check'

const byte = fc.integer({ min: 0, max: 255 })
const hex = (value: number): string => value.toString(16)

type Bytes = readonly [number, number, number, number]

/** An IPv4 address that is not on the public internet, as its four bytes. */
const hidden: fc.Arbitrary<Bytes> = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127), byte, byte, byte),
  fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
  fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
  fc.tuple(fc.constant(198), fc.constantFrom(18, 19), byte, byte),
  fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
)

const words = ([a, b, c, d]: Bytes): string => `${hex(a * 256 + b)}:${hex(c * 256 + d)}`

/** IPv6 addresses that lead, or may lead, to an IPv4 one: mapped, compatible, NAT64, local NAT64, 6to4, Teredo, ISATAP-like. */
const WRAPPED: readonly ((bytes: Bytes) => string)[] = [
  (bytes) => `::ffff:${bytes.join('.')}`,
  (bytes) => `::ffff:${words(bytes)}`,
  (bytes) => `::${words(bytes)}`,
  (bytes) => `64:ff9b::${words(bytes)}`,
  (bytes) => `64:ff9b:1::${words(bytes)}`,
  (bytes) => `2002:${words(bytes)}::1`,
  (bytes) => `2001:0:${words(bytes)}::1`,
]

const group = fc.integer({ min: 0, max: 0xffff }).map(hex)
const hiddenV6 = fc
  .tuple(fc.constantFrom('fc00', 'fd12', 'fe80', 'febf', 'fec0', 'ff02', '100', '0', '3fff'), group)
  .map(([head, tail]) => `${head}::${tail}`)

/** IP addresses as a resolver answers them, none of which is public. */
export const hiddenAddress: fc.Arbitrary<string> = fc.oneof(
  hidden.map((bytes) => bytes.join('.')),
  fc.tuple(hidden, fc.constantFrom(...WRAPPED)).map(([bytes, wrap]) => wrap(bytes)),
  hiddenV6,
)

const number = ([a, b, c, d]: Bytes): number => ((a * 256 + b) * 256 + c) * 256 + d

/** The same, in every spelling that a URL may have it. */
export const hiddenHost: fc.Arbitrary<string> = fc.oneof(
  hidden.map((bytes) => bytes.join('.')),
  hidden.map((bytes) => String(number(bytes))),
  hidden.map((bytes) => `0x${hex(number(bytes))}`),
  hidden.map((bytes) => `0${number(bytes).toString(8)}`),
  hidden.map((bytes) => bytes.map((part) => `0${part.toString(8)}`).join('.')),
  hidden.map((bytes) => bytes.map((part) => `0x${hex(part)}`).join('.')),
  hidden.map(([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`),
  hidden.map(([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`),
  hidden.map((bytes) => `${bytes.join('.')}.`),
  hiddenAddress.filter((address) => address.includes(':')).map((address) => `[${address.toUpperCase()}]`),
)
