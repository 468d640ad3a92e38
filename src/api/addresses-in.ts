import { isObject, type Json } from '../providers/body.ts'
import { holdsAddress } from './people.ts'

/** A body of more people than this is nobody's purchase. */
const MOST = 100
/** What stands between words, and cannot be a part of an address as people write it. */
const BETWEEN = /[\s<>()[\]{}"'`,;:|\\/?&=]+/
const ENDS = /^\.+|\.+$/g

/** Every e-mail address in a body, wherever it stands: in a text, in a link, in the name of a field. */
export function addressesIn(body: Json): readonly string[] {
  const found = new Set<string>()
  collect(body, found)
  return [...found].slice(0, MOST)
}

function collect(value: Json | undefined, found: Set<string>): void {
  if (found.size >= MOST) return
  if (typeof value === 'string') collectText(value, found)
  else if (Array.isArray(value)) for (const item of value as readonly Json[]) collect(item, found)
  else if (isObject(value)) {
    for (const [name, field] of Object.entries(value)) {
      collectText(name, found)
      collect(field, found)
    }
  }
}

function collectText(text: string, found: Set<string>): void {
  const plain = text.replaceAll(/%40/gi, '@')
  if (!holdsAddress(plain)) return
  for (const word of plain.split(BETWEEN)) if (isAddress(word)) found.add(word.replaceAll(ENDS, ''))
}

function isAddress(word: string): boolean {
  const at = word.indexOf('@')
  return at > 0 && at < word.length - 1 && word.length <= 320
}
