import type { StatedAmount } from '../domain/money.ts'
import type { Json } from './body.ts'
import { at, idAt, NumberText, textAt } from './body.ts'

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/
const MAX_SHIFT = 80

/**
 * An amount as stated. A JSON number is read exactly, its exponent written out (`1e2` is `100`); a string is kept as
 * it is. What is there but cannot be read stays as unreadable text, so that it parks instead of vanishing.
 */
export function amountAt(
  body: Json | undefined,
  unit: StatedAmount['unit'],
  ...path: string[]
): StatedAmount | undefined {
  const value = at(body, ...path)
  if (value === undefined) return undefined
  if (value instanceof NumberText) return { text: plainDecimal(value.text), unit }
  return { text: typeof value === 'string' ? value.slice(0, 100) : `(${kindOf(value)})`, unit }
}

function kindOf(value: Json): string {
  return value === null ? 'null' : typeof value
}

/** Writes a JSON number without its exponent; one too large to be money is left as it is, and refused later. */
function plainDecimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? []
  const shift = Number(exponent)
  if (whole === '' || Math.abs(shift) > MAX_SHIFT) return text.slice(0, 100)
  const point = whole.length + shift
  const digits = (whole + fraction)
    .padStart(whole.length + fraction.length + Math.max(0, -point), '0')
    .padEnd(point, '0')
  const at = Math.max(point, 0)
  const rest = digits.slice(at)
  return `${sign}${digits.slice(0, at) || '0'}${rest === '' ? '' : `.${rest}`}`
}

/** An asset code, upper case: `usd` and `USD` are one. */
export function assetAt(body: Json | undefined, ...path: string[]): string | undefined {
  return textAt(body, ...path)
    ?.trim()
    .toUpperCase()
    .slice(0, 20)
}

/** A time as ISO-8601 UTC, from whole unix seconds or from ISO text; undefined when it is neither. */
export function timeAt(body: Json | undefined, ...path: string[]): string | undefined {
  const text = textAt(body, ...path)
  if (text === undefined) return undefined
  const ms = /^\d{1,11}$/.test(text) ? Number(text) * 1000 : Date.parse(text)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

export function booleanAt(body: Json | undefined, ...path: string[]): boolean | undefined {
  const value = at(body, ...path)
  return typeof value === 'boolean' ? value : undefined
}

/** The first path that holds an id. */
export function firstId(
  body: Json | undefined,
  ...paths: readonly (readonly string[])[]
): string | undefined {
  for (const path of paths) {
    const id = idAt(body, ...path)
    if (id !== undefined) return id
  }
  return undefined
}

/** An object without its undefined values, as `exactOptionalPropertyTypes` wants optional fields. */
export function defined<T extends object>(
  fields: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
} {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof defined<T>
  >
}
