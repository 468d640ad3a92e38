import type { Pool } from 'pg'
import type { Acceptor } from '../inbox/accept.ts'
import { createBatcher } from '../inbox/batcher.ts'
import { countDeliveries, type RepeatedDelivery } from '../inbox/count-deliveries.ts'
import type { NewEvent } from '../inbox/inbox.ts'
import { quarantineDelivery } from '../inbox/quarantine-delivery.ts'
import type { Logger } from '../logger.ts'
import type { Endpoint } from './endpoints.ts'
import { compareWithStored } from './same-event.ts'
import type { TranslateDeps } from './translate-delivery.ts'

export interface AdmitDeps extends TranslateDeps {
  readonly pool: Pool
  readonly acceptor: Acceptor
  readonly log: Logger
}

/** What became of a delivery that is committed. */
export type Admission =
  | { readonly type: 'accepted'; readonly id: string }
  | { readonly type: 'duplicate'; readonly id: string; readonly hasWorkflow: boolean }
  | { readonly type: 'quarantined'; readonly id: string; readonly quarantineId: string }

export interface Admitter {
  /**
   * Stores a delivery; one whose key is taken is a duplicate when it says the same, else it is quarantined whole.
   * @throws FulfilmentError INBOX_UNAVAILABLE (retryable), INVALID_PAYLOAD
   */
  admit(endpoint: Endpoint, row: NewEvent): Promise<Admission>
  /** Resolves when the bookkeeping is written too. */
  drain(): Promise<void>
}

const COUNTS = { size: 500, limit: 10_000 }

export function createAdmitter(deps: AdmitDeps): Admitter {
  const { pool, acceptor, log } = deps
  const repeated = createBatcher<RepeatedDelivery>({
    ...COUNTS,
    write: (items) => countDeliveries(pool, items),
    onError: (error) => log.warn({ code: codeOf(error) }, 'repeated deliveries were not counted'),
  })
  return {
    async admit(endpoint, row) {
      const accepted = await acceptor.accept(row)
      if (accepted.type === 'accepted') return accepted
      const { id, state } = accepted.stored
      const verdict = await compareWithStored(deps, endpoint, row, accepted.stored)
      if (verdict.type === 'different') {
        const { reason } = verdict
        const quarantineId = await quarantineDelivery(pool, { eventId: id, delivery: row, reason })
        return { type: 'quarantined', id, quarantineId }
      }
      repeated.add({ eventId: id, unverifiable: verdict.type === 'unverifiable' })
      return { type: 'duplicate', id, hasWorkflow: state !== 'recorded' && state !== 'ignored' }
    },
    async drain() {
      await acceptor.drain()
      await repeated.drain()
    },
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
}
