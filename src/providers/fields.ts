import type { StatedAmount } from '../domain/money.ts'
import type { Json } from './body.ts'
import { at, idAt, NumberText, textAt } from './body.ts'

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/
const MAX_SHIFT = 80
const MAX_NUMBER_LENGTH = 100
const PLAIN_AMOUNT = /^[\w.,+\- ]{1,100}$/
const PLAIN_CODE = /^[\w.$-]{1,20}$/
const UNREADABLE = '(unreadable)'

/**
 * An amount as stated. A JSON number is read exactly, its exponent written out (`1e2` is `100`); a string is kept as
 * it is. What is there but cannot be read stays as an unreadable text, so that it parks instead of vanishing: never
 * cut short, which might make another amount of it, and never a text that could be personal.
 */
export function amountAt(
  body: Json | undefined,
  unit: StatedAmount['unit'],
  ...path: string[]
): StatedAmount | undefined {
  const value = at(body, ...path)
  if (value === undefined) return undefined
  const text = value instanceof NumberText ? plainDecimal(value.text) : value
  return { text: typeof text === 'string' && PLAIN_AMOUNT.test(text) ? text : UNREADABLE, unit }
}

/** Writes a JSON number without its exponent; one too long to be money is unreadable. */
function plainDecimal(text: string): string {
  if (text.length > MAX_NUMBER_LENGTH) return UNREADABLE
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? []
  const shift = Number(exponent)
  if (whole === '' || Math.abs(shift) > MAX_SHIFT) return UNREADABLE
  const point = whole.length + shift
  const digits = (whole + fraction)
    .padStart(whole.length + fraction.length + Math.max(0, -point), '0')
    .padEnd(point, '0')
  const cut = Math.max(point, 0)
  const units = digits.slice(0, cut).replace(/^0+(?=\d)/, '') || '0'
  const rest = digits.slice(cut)
  return `${sign}${units}${rest === '' ? '' : `.${rest}`}`
}

/** An asset code, upper case: `usd` and `USD` are one. What cannot be a code is unknown, and parks as such. */
export function assetAt(body: Json | undefined, ...path: string[]): string | undefined {
  const code = textAt(body, ...path)
    ?.trim()
    .toUpperCase()
  return code === undefined || PLAIN_CODE.test(code) ? code : UNREADABLE
}

const UNIX_SECONDS = /^\d{1,11}$/
const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i

/** Years 1 to 9999: what Postgres reads, and what sorts as text. */
const KEPT_TIME = /^(?!0000)\d{4}-/

/** A time as ISO-8601 UTC, from whole unix seconds or from ISO text (UTC when it names no zone); undefined when it is neither. */
export function timeAt(body: Json | undefined, ...path: string[]): string | undefined {
  const text = textAt(body, ...path)
  if (text === undefined) return undefined
  const ms = UNIX_SECONDS.test(text) ? Number(text) * 1000 : isoTime(text)
  const time = Number.isNaN(ms) ? '' : new Date(ms).toISOString()
  return KEPT_TIME.test(time) ? time : undefined
}

function isoTime(text: string): number {
  const [, day, time = '00:00', zone = 'Z'] = ISO_TIME.exec(text) ?? []
  return day === undefined ? Number.NaN : Date.parse(`${day}T${time}${zone}`.toUpperCase())
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
