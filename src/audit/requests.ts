import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'

/** A request under an Idempotency-Key, by digests alone. */
export interface KeyedRequest {
  /** Of the caller and the key. */
  readonly id: string
  /** Of what is asked. */
  readonly fingerprint: string
}

/** Where it stands. `another`: the key was used for something else. `under-way`: its first answer is not there yet. */
export type RequestClaim =
  | { readonly type: 'claimed'; readonly claim: string }
  | { readonly type: 'answered'; readonly answer: Buffer }
  | { readonly type: 'another' }
  | { readonly type: 'under-way' }

/** How long a first answer is given again. */
const KEPT_HOURS = 24
/** Longer than a request takes: who has not answered by then has died, and the next one carries it out. */
const LEASE_SECONDS = 60

const EXPIRE = `delete from audit.request where asked_at < now() - interval '${KEPT_HOURS} hours'`

const CLAIM = `
  insert into audit.request as r (id, fingerprint, claim, claimed_until)
  values ($1, $2, $3, now() + interval '${LEASE_SECONDS} seconds')
  on conflict (id) do update set claim = excluded.claim, claimed_until = excluded.claimed_until
    where r.answer is null and r.claimed_until < now() and r.fingerprint = excluded.fingerprint
  returning claim`

const FIRST = 'select fingerprint, answer from audit.request where id = $1'

const first = z.object({ fingerprint: z.string(), answer: z.instanceof(Buffer).nullable() })

/**
 * The right to carry a request out, for one of all that ask for the same under one key; else what stands in the way.
 * @throws FulfilmentError AUDIT_UNAVAILABLE (retryable)
 */
export async function claimRequest(pool: Pool, { id, fingerprint }: KeyedRequest): Promise<RequestClaim> {
  const claim = randomUUID()
  await rowsOf(pool, z.unknown(), EXPIRE)
  const [claimed] = await rowsOf(pool, z.unknown(), CLAIM, [id, fingerprint, claim])
  if (claimed !== undefined) return { type: 'claimed', claim }
  const [there] = await rowsOf(pool, first, FIRST, [id])
  if (there !== undefined && there.fingerprint !== fingerprint) return { type: 'another' }
  return there?.answer ? { type: 'answered', answer: there.answer } : { type: 'under-way' }
}

/** Nothing was done: the same key may try again. */
export async function releaseRequest(pool: Pool, claim: string): Promise<void> {
  await rowsOf(pool, z.unknown(), 'delete from audit.request where claim = $1 and answer is null', [claim])
}
