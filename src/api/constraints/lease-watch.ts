import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { type Lease, readLease } from '../../constraints/answers.ts'
import type { Problem } from '../../domain/errors.ts'

const POLL_MS = 50

/** Waits for what others learn, wherever they run. */
export interface LeaseWatch {
  /** Resolves when a lease has ended, at its own end at the latest: with the problem if that is how it ended. */
  ended(lease: Lease): Promise<Problem | undefined>
}

/** However many wait for a lease in this process, one query at a time looks at it. */
export function createLeaseWatch(pool: Pool): LeaseWatch {
  const watched = new Map<string, Promise<Problem | undefined>>()
  const watch = async (lease: Lease): Promise<Problem | undefined> => {
    for (;;) {
      await sleep(POLL_MS)
      const { held, problem } = await readLease(pool, lease)
      if (!held) return problem
    }
  }
  return {
    ended(lease) {
      const ending = watched.get(lease.lease) ?? watch(lease).finally(() => watched.delete(lease.lease))
      watched.set(lease.lease, ending)
      return ending
    },
  }
}
