import { parse } from 'lossless-json'
import { FulfilmentError } from '../domain/errors.ts'
import type { JsonShape } from './scan-json.ts'
import { scanJson } from './scan-json.ts'

/** A JSON number as it was written: money never passes through a JavaScript number. */
export class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Json = string | boolean | null | NumberText | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

const MAX_DEPTH = 64
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

export function invalidPayload(message: string, cause?: unknown): FulfilmentError {
  return new FulfilmentError({ code: 'INVALID_PAYLOAD', retryable: false, message, cause })
}

/**
 * Reads a verified body: strict UTF-8 (a BOM is tolerated), one JSON object, no duplicate keys, at most 64 deep.
 * @throws FulfilmentError INVALID_PAYLOAD
 */
export function parseBody(raw: Buffer): JsonObject {
  const body = parseJson(decode(raw))
  if (!isObject(body)) throw invalidPayload('the body is not a JSON object')
  return body
}

function decode(raw: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch (cause) {
    throw invalidPayload('the body is not UTF-8', cause)
  }
}

function parseJson(text: string): Json {
  const { namesProto } = shapeOf(text)
  try {
    const body = parse(text, null, { parseNumber: (number) => new NumberText(number) }) as Json
    return namesProto ? withoutProto(body) : body
  } catch {
    throw notJson()
  }
}

function shapeOf(text: string): JsonShape {
  const shape = scanned(text)
  if (shape.tooDeep) throw invalidPayload(`the body is nested over ${MAX_DEPTH} levels deep`)
  if (shape.duplicateKey !== undefined) throw invalidPayload('the body has a key twice in one object')
  return shape
}

function scanned(text: string): JsonShape {
  try {
    return scanJson(text, MAX_DEPTH)
  } catch {
    throw notJson()
  }
}

/** Without a cause: parsers quote the body in their messages, and it may hold personal data. */
function notJson(): FulfilmentError {
  return invalidPayload('the body is not JSON')
}

/** An own key `__proto__` is harmless where it lies, but `Object.assign` would make a prototype of it. */
function withoutProto(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withoutProto(item))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '__proto__')
      .map(([name, item]) => [name, item === undefined ? item : withoutProto(item)]),
  )
}

export function isObject(value: Json | undefined): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
  )
}

/** The value at a path of own keys; undefined when any step is missing. `__proto__` and its like are never followed. */
export function at(body: Json | undefined, ...path: string[]): Json | undefined {
  let value = body
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}

/** Objects of an array at a path; empty when there is none. */
export function objectsAt(body: Json | undefined, ...path: string[]): readonly JsonObject[] {
  const value = at(body, ...path)
  return Array.isArray(value) ? value.filter((item): item is JsonObject => isObject(item)) : []
}

/**
 * A text we keep: strings and numbers as written. Undefined for anything else, and for an empty string.
 * @throws FulfilmentError INVALID_PAYLOAD when it holds NUL or a lone surrogate, which Postgres cannot store
 */
export function textAt(body: Json | undefined, ...path: string[]): string | undefined {
  const value = at(body, ...path)
  const text = value instanceof NumberText ? value.text : value
  if (typeof text !== 'string' || text === '') return undefined
  if (text.includes('\0') || LONE_SURROGATE.test(text))
    throw invalidPayload(`${path.join('.')} holds characters that cannot be stored`)
  return text
}

const CONTROL = /\p{Cc}/u
const MAX_ID = 200

/**
 * An id as the provider sent it: opaque text of at most 200 characters, without control characters.
 * @throws FulfilmentError INVALID_PAYLOAD
 */
export function idAt(body: Json | undefined, ...path: string[]): string | undefined {
  const text = textAt(body, ...path)
  if (text !== undefined && (text.length > MAX_ID || CONTROL.test(text))) {
    throw invalidPayload(`${path.join('.')} is over ${MAX_ID} characters or holds control characters`)
  }
  return text
}
