import fc from 'fast-check'
import type { HeaderValues } from '../../../src/providers/provider.ts'

/** Bodies up to this size are tampered with at every byte, in every bit. */
const EXHAUSTIVE_BYTES = 512

/** Every copy of `bytes` with one bit of one byte flipped, for small ones; else a random selection of changed bytes. */
export function changedCopies(bytes: Buffer): Iterable<Buffer> {
  return bytes.length <= EXHAUSTIVE_BYTES ? everyFlip(bytes) : someChanges(bytes)
}

function* everyFlip(bytes: Buffer): Generator<Buffer> {
  for (let position = 0; position < bytes.length; position++)
    for (let bit = 0; bit < 8; bit++) yield withByte(bytes, position, (bytes[position] ?? 0) ^ (1 << bit))
}

function someChanges(bytes: Buffer): Iterable<Buffer> {
  const change = fc.record({ position: fc.nat(bytes.length - 1), mask: fc.integer({ min: 1, max: 255 }) })
  return fc
    .sample(change, 200)
    .map(({ position, mask }) => withByte(bytes, position, (bytes[position] ?? 0) ^ mask))
}

function withByte(bytes: Buffer, position: number, byte: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[position] = byte
  return copy
}

/** Every text that differs from `text` in one character, by every other printable one. */
export function* changedTexts(text: string): Generator<string> {
  for (let position = 0; position < text.length; position++)
    for (let code = 0x20; code < 0x7f; code++) {
      if (code === text.charCodeAt(position)) continue
      yield text.slice(0, position) + String.fromCharCode(code) + text.slice(position + 1)
    }
}

/** The same headers with the value of one replaced: none, several or another. */
export function withHeader(headers: HeaderValues, name: string, values: readonly string[]): HeaderValues {
  return { ...headers, [name]: values }
}

export function headerValue(headers: HeaderValues, name: string): string {
  return headers[name]?.[0] ?? ''
}
