import { sha256Hex } from '../domain/sha256.ts'

/** The same for every attempt at one mail; of a key that may hold what no Message-ID can (RFC 5322, section 3.6.4). */
export function messageIdFor(key: string, from: string): string {
  return `<${sha256Hex(key).slice(0, 40)}@${from.slice(from.lastIndexOf('@') + 1)}>`
}
