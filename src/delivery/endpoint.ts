import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { type Disabled, readDisabled } from './store.ts'

/** What stands for a URL where the URL may not: it often holds a secret. */
export function endpointDigest(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 32)
}

/** Calls the app again, and begins to count anew; what it was disabled for until now. */
export async function enableEndpoint(pool: Pool, digest: string): Promise<Disabled | undefined> {
  const before = await readDisabled(pool, digest)
  await pool.query(
    'update delivery.endpoint set disabled_at = null, reason = null, failing_since = null where digest = $1',
    [digest],
  )
  return before
}

/** In words, for operators. */
export function whyDisabled({ at, reason }: Disabled): string {
  const why = reason === 'gone' ? 'it answered 410' : 'nothing got through for days'
  return `the app is not called since ${at.toISOString()}: ${why}`
}
