import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'

/** A session of the console; `id` and `keyDigest` are digests. */
export interface StoredSession {
  readonly id: string
  /** Name of the key. */
  readonly key: string
  readonly keyDigest: string
}

/** However busy: by then whoever logged in has gone home. */
export const LONGEST_HOURS = 8
const IDLE_MINUTES = 60

const LIVES = `started_at > now() - interval '${LONGEST_HOURS} hours' and seen_at > now() - interval '${IDLE_MINUTES} minutes'`

const row = z.object({ id: z.string(), key: z.string(), keyDigest: z.string() })

/** @throws FulfilmentError AUDIT_UNAVAILABLE (retryable), as all of these */
export async function startSession(pool: Pool, { id, key, keyDigest }: StoredSession): Promise<void> {
  await rowsOf(pool, z.unknown(), `delete from audit.session where not (${LIVES})`)
  await rowsOf(pool, z.unknown(), 'insert into audit.session (id, key, key_digest) values ($1, $2, $3)', [
    id,
    key,
    keyDigest,
  ])
}

/** A session that has not ended, seen now; undefined where there is none. */
export async function seeSession(pool: Pool, id: string): Promise<StoredSession | undefined> {
  const text = `update audit.session set seen_at = now() where id = $1 and ${LIVES}
    returning id, key, key_digest as "keyDigest"`
  const [session] = await rowsOf(pool, row, text, [id])
  return session
}

export async function endSession(pool: Pool, id: string): Promise<void> {
  await rowsOf(pool, z.unknown(), 'delete from audit.session where id = $1', [id])
}
