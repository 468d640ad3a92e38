import type { Pool } from 'pg'
import { claimUnstarted } from '../inbox/claim-unstarted.ts'
import type { Temporal } from '../temporal.ts'
import type { Relay } from './relay.ts'

export interface SweepDeps {
  readonly pool: Pool
  readonly relay: Pick<Relay, 'start' | 'resume'>
  readonly temporal: Pick<Temporal, 'isUp'>
}

/** A claim of 100 is started well within its lease: 16 at a time, 2 s each at worst. */
const CLAIM = { limit: 100, olderThanMs: 5_000, leaseMs: 20_000 }

/** Starts events nobody has started: Temporal was away, or the process that took them in died. */
export async function sweepUnstarted(
  { pool, relay, temporal }: SweepDeps,
  signal?: AbortSignal,
): Promise<void> {
  // Claims made during an outage would only be leases to wait for afterwards.
  if (!(await temporal.isUp())) return
  relay.resume()
  let claimed = CLAIM.limit
  while (claimed === CLAIM.limit && signal?.aborted !== true) {
    const events = await claimUnstarted(pool, CLAIM)
    await relay.start(events)
    claimed = events.length
  }
}
