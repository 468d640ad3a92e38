import { canonicalJson } from './canonical-json.ts'

export const EVIDENCE_FORMAT = 'quittance-evidence/1'

/** Something that was so at a moment, and that nothing changes rightly. */
export interface Entry {
  /** The same in every bundle. */
  readonly id: string
  readonly kind: string
  /** ISO-8601 UTC to the microsecond: sorted as text, the older is first. */
  readonly at: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface ChainedEntry extends Entry {
  readonly hash: string
}

/** Hex SHA-256 of a text's UTF-8 bytes. Given by the caller: what a runtime brings is a hundred times faster than ours. */
export type Sha256 = (text: string) => string

/** The hash before the first. */
export const CHAIN_START = '0'.repeat(64)

/** For whoever has no Quittance at hand. */
export const CHAIN_RULE =
  'entries are in the order of at, then id, by UTF-16 units; digest = hex SHA-256 of the RFC 8785 JSON of ' +
  '{at, data, id, kind}; hash = hex SHA-256 of the hash before it (64 zeros before the first), a line feed, and digest; ' +
  'head = the last hash'

export function digestOf({ id, kind, at, data }: Entry, sha256: Sha256): string {
  return sha256(canonicalJson({ id, kind, at, data }))
}

/** What follows a hash in the chain. */
export function nextHash(before: string, digest: string, sha256: Sha256): string {
  return sha256(`${before}\n${digest}`)
}

export function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id)
}

/** The entries in their order, each bound to all before it: a change in one changes every hash from there on. */
export function chain(entries: readonly Entry[], sha256: Sha256): readonly ChainedEntry[] {
  let hash = CHAIN_START
  return entries
    .toSorted((a, b) => (isBefore(a, b) ? -1 : 1))
    .map((entry) => {
      hash = nextHash(hash, digestOf(entry, sha256), sha256)
      return { ...entry, hash }
    })
}

export function headOf(entries: readonly ChainedEntry[]): string {
  return entries.at(-1)?.hash ?? CHAIN_START
}
