import {
  CHAIN_START,
  type ChainedEntry,
  digestOf,
  type Entry,
  isBefore,
  nextHash,
  type Sha256,
} from './evidence.ts'

export interface Chain {
  readonly entries: readonly ChainedEntry[]
  readonly head: string
  readonly count: number
}

/** Where a chain does not fit: undefined where it does. */
export function findFault({ entries, head, count }: Chain, sha256: Sha256): string | undefined {
  let before: ChainedEntry | undefined
  for (const [index, entry] of entries.entries()) {
    const place = `entry ${index + 1}, ${entry.kind} ${entry.id} of ${entry.at}`
    if (before !== undefined && !isBefore(before, entry)) return `${place}, is not in its place`
    const hash = nextHash(before?.hash ?? CHAIN_START, digestOf(entry, sha256), sha256)
    if (hash !== entry.hash) return `${place}, is not what was chained`
    before = entry
  }
  if (head !== (before?.hash ?? CHAIN_START)) return 'the head is not the hash of the last entry'
  return count === entries.length ? undefined : `there are ${entries.length} entries, and not ${count}`
}

/** Digests of entries by id. */
export type Digests = Readonly<Record<string, string>>

export function digestsOf(entries: readonly Entry[], sha256: Sha256): Digests {
  return Object.fromEntries(entries.map((entry) => [entry.id, digestOf(entry, sha256)]))
}

/** What became of entries since. */
export interface Departure {
  readonly changed: readonly string[]
  readonly gone: readonly string[]
}

/** Entries that were there before and are others now, or gone. What is new is no departure. */
export function departures(before: Digests, now: Digests): Departure {
  const ids = Object.keys(before)
  const isThere = (id: string) => Object.hasOwn(now, id)
  return {
    changed: ids.filter((id) => isThere(id) && now[id] !== before[id]),
    gone: ids.filter((id) => !isThere(id)),
  }
}

/** The head that today's entries give when those that are new since are left out. */
export function headOfKnown(
  entries: readonly ChainedEntry[],
  known: Digests,
  now: Digests,
  sha256: Sha256,
): string {
  return entries
    .filter(({ id }) => Object.hasOwn(known, id))
    .reduce((hash, { id }) => nextHash(hash, now[id] ?? '', sha256), CHAIN_START)
}
