import { holdsAddress, type People } from './people.ts'

const ADDRESS = /\S*@\S*/g

/** A value of JSON in which every text, and every name of a field, that holds an e-mail address is its digest. */
export function concealIn(value: unknown, people: People): unknown {
  return inTexts(value, (text) => people.conceal(text))
}

/** The value with all its texts, and names of fields, changed. */
export function inTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => inTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [change(name), inTexts(field, change)]),
  )
}

/** What somebody wrote, without the addresses in it. */
export function withoutAddresses(text: string): string {
  return holdsAddress(text) ? text.replace(ADDRESS, '[address]') : text
}
