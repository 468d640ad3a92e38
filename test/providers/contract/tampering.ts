import fc from 'fast-check'
import type { HeaderValues } from '../../../src/providers/provider.ts'

/** Bodies up to this size are tampered with at every byte, in every bit. */
const EXHAUSTIVE_BYTES = 512

/** Every copy of `bytes` with one bit of one byte flipped, for small ones; else a random selection of changed bytes. */
export function changedCopies(bytes: Buffer): readonly Buffer[] {
  return bytes.length <= EXHAUSTIVE_BYTES ? everyFlip(bytes) : someChanges(bytes, 100)
}

function everyFlip(bytes: Buffer): readonly Buffer[] {
  const bits = [0, 1, 2, 3, 4, 5, 6, 7]
  return [...bytes.keys()].flatMap((position) => bits.map((bit) => masked(bytes, position, 1 << bit)))
}

function someChanges(bytes: Buffer, count: number): readonly Buffer[] {
  const change = fc.record({ position: fc.nat(bytes.length - 1), mask: fc.integer({ min: 1, max: 255 }) })
  return fc.sample(change, count).map(({ position, mask }) => masked(bytes, position, mask))
}

function masked(bytes: Buffer, position: number, mask: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[position] = (bytes[position] ?? 0) ^ mask
  return copy
}

/** Every copy with one byte removed, or a space put in somewhere. */
export function shiftedCopies(bytes: Buffer): readonly Buffer[] {
  const positions = [...bytes.keys(), bytes.length]
  const joined = (from: number, to: number, between: string): Buffer =>
    Buffer.concat([bytes.subarray(0, from), Buffer.from(between), bytes.subarray(to)])
  return [
    ...positions.slice(0, -1).map((position) => joined(position, position + 1, '')),
    ...positions.map((position) => joined(position, position, ' ')),
    joined(bytes.length, bytes.length, '\n'),
  ]
}

const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, offset) => String.fromCharCode(0x20 + offset))

/** Every text that differs from `text` in one character, by every other printable one. */
export function changedTexts(text: string): readonly string[] {
  return text
    .split('')
    .flatMap((char, position) =>
      PRINTABLE.filter((other) => other !== char).map((other) => spliced(text, position, other)),
    )
}

export function shortenedTexts(text: string): readonly string[] {
  return text.split('').map((_, position) => spliced(text, position, ''))
}

function spliced(text: string, position: number, char: string): string {
  return text.slice(0, position) + char + text.slice(position + 1)
}

/** The same headers with the values of one replaced: none, several or another. */
export function withHeader(headers: HeaderValues, name: string, ...values: string[]): HeaderValues {
  return { ...headers, [name]: values }
}

/** The same headers with the one value of each, in turn, replaced by each of its changes. */
export function withHeaders(
  headers: HeaderValues,
  change: (value: string) => readonly string[],
): readonly HeaderValues[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    change(values?.[0] ?? '').map((changed) => withHeader(headers, name, changed)),
  )
}
