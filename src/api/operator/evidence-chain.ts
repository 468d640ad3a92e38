import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { departures, digestsOf, headOfKnown } from '../../domain/check-evidence.ts'
import {
  CHAIN_RULE,
  type ChainedEntry,
  chain,
  type Entry,
  EVIDENCE_FORMAT,
  headOf,
} from '../../domain/evidence.ts'
import type { Gathered } from '../../evidence/gather.ts'
import { listHeads, recordHead } from '../../evidence/heads.ts'
import type { People } from '../people.ts'

interface Chained {
  readonly entries: readonly ChainedEntry[]
  readonly head: string
}

/** The chained part of a bundle, which holds nobody's address. */
export function chainOf({ entries }: Gathered, people: People) {
  const chained = chain(
    entries.map((entry) => concealed(entry, people)),
    sha256,
  )
  return {
    format: EVIDENCE_FORMAT,
    rule: CHAIN_RULE,
    head: headOf(chained),
    count: chained.length,
    entries: chained,
  } as const
}

/** Writes down that this chain is shown, and how what was shown before stands to it. */
export async function shownHeads(pool: Pool, payment: Gathered, { entries, head }: Chained, by: string) {
  const now = digestsOf(entries, sha256)
  await recordHead(pool, payment, { head, count: entries.length, entries: now, by })
  const heads = await listHeads(pool, payment)
  return heads.map(({ entries: known, ...before }) => ({
    ...before,
    holds: headOfKnown(entries, known, now, sha256) === before.head,
    ...departures(known, now),
  }))
}

/** Words are impersonal as they are gathered; who decided stays recognisable to the holder of PII_KEY. */
function concealed(entry: Entry, people: People): Entry {
  const { actor } = entry.data
  return typeof actor === 'string'
    ? { ...entry, data: { ...entry.data, actor: people.conceal(actor) } }
    : entry
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
