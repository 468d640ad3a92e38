import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { z } from 'zod'
import { ERROR_CODES, type Problem } from '../domain/errors.ts'
import { rowsOf } from './query.ts'
import { keyOf, type Question } from './question.ts'

/** The right to ask an API, for a while. */
export interface Lease {
  readonly key: string
  readonly lease: string
}

/** Where a question stands. `busy`: somebody else is asking; without a lease when it is over already. */
export type Claim =
  | { readonly type: 'answered'; readonly allowed: boolean; readonly expiresAt: string }
  | ({ readonly type: 'leased' } & Lease)
  | { readonly type: 'busy'; readonly key: string; readonly lease?: string }

/** Longer than an API may take: who is still silent then has died. */
const LEASE_SECONDS = 5

const claimRow = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('answered'), answer: z.boolean(), fresh_until: z.date() }),
  z.object({ outcome: z.literal('leased'), holder: z.string() }),
  z.object({ outcome: z.literal('busy'), holder: z.string().nullable() }),
])

/**
 * The answer to a question, if there is one not older than `ttlSeconds`; else the lease to ask for it, for one of all who
 * want it, whatever process they are in.
 */
export async function claimAnswer(pool: Pool, question: Question, ttlSeconds: number): Promise<Claim> {
  const key = keyOf(question)
  const { apiUrl, userAddress, collectionId = null } = question
  const [row] = await rowsOf(
    pool,
    claimRow,
    'select * from constraints.claim($1, $2, $3, $4, make_interval(secs => $5), $6, make_interval(secs => $7))',
    [key, apiUrl, userAddress, collectionId, ttlSeconds, randomUUID(), LEASE_SECONDS],
  )
  switch (row?.outcome) {
    case 'answered':
      return { type: 'answered', allowed: row.answer, expiresAt: row.fresh_until.toISOString() }
    case 'leased':
      return { type: 'leased', key, lease: row.holder }
    case 'busy':
    case undefined:
      return { type: 'busy', key, ...(row?.holder ? { lease: row.holder } : {}) }
  }
}

const expiry = z.object({ fresh_until: z.date().nullable() })

/** Keeps what the API said. Until when it holds; undefined when it was invalidated since it was asked: it serves nobody. */
export async function storeAnswer(
  pool: Pool,
  { key, lease }: Lease,
  allowed: boolean,
  ttlSeconds: number,
): Promise<string | undefined> {
  const [row] = await rowsOf(
    pool,
    expiry,
    `update constraints.answer
     set allowed = $3, answered_at = now(), expires_at = now() + make_interval(secs => $4),
       asked = lease_asked, lease = null, leased_until = null
     where key = $1 and lease = $2
     returning constraints.fresh_until(answer, make_interval(secs => $4)) as fresh_until`,
    [key, lease, allowed, ttlSeconds],
  )
  return row?.fresh_until?.toISOString()
}

/** Ends a lease without an answer; those who wait for it hear why. */
export async function storeFailure(pool: Pool, { key, lease }: Lease, problem: Problem): Promise<void> {
  await rowsOf(
    pool,
    z.unknown(),
    `update constraints.answer
     set lease = null, leased_until = null, failed_lease = $2, failure_code = $3, failure = $4
     where key = $1 and lease = $2`,
    [key, lease, problem.code, problem.message],
  )
}

const leaseRow = z.object({
  held: z.boolean(),
  failure_code: z.enum(ERROR_CODES).nullable(),
  failure: z.string().nullable(),
})

/** Whether somebody still asks under this lease; if not, why there is no answer, where that is known. */
export async function readLease(
  pool: Pool,
  { key, lease }: Lease,
): Promise<{ readonly held: boolean; readonly problem?: Problem }> {
  const [row] = await rowsOf(
    pool,
    leaseRow,
    `select coalesce(lease = $2 and leased_until > now(), false) as held,
       case when failed_lease = $2 then failure_code end as failure_code,
       case when failed_lease = $2 then failure end as failure
     from constraints.answer where key = $1`,
    [key, lease],
  )
  if (row === undefined) return { held: false }
  const { held, failure_code: code, failure: message } = row
  return { held, ...(code === null || message === null ? {} : { problem: { code, message } }) }
}
