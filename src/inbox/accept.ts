import type { Pool } from 'pg'
import { FulfilmentError } from '../domain/errors.ts'
import type { Accepted, NewEvent } from './inbox.ts'
import { insertEvents } from './insert-events.ts'
import { inboxUnavailable, sqlState } from './query.ts'

/** Measured on two cores: larger batches or more of them answer no sooner. */
const MAX_ROWS = 200
const MAX_IN_FLIGHT = 2
/** Two batches of the largest bodies must not fill the memory of either side. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024
/** What may wait while Postgres is slow; more is refused at once, for its sender to try again. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024

export interface Acceptor {
  /**
   * Stores the event and resolves once that is committed; concurrent calls share one insert.
   * @throws FulfilmentError INBOX_UNAVAILABLE (retryable; the event may still have been stored),
   *   INVALID_PAYLOAD (it holds something Postgres cannot store)
   */
  accept(row: NewEvent): Promise<Accepted>
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>
}

interface Waiting {
  readonly row: NewEvent
  readonly resolve: (accepted: Accepted) => void
  readonly reject: (error: unknown) => void
}

export function createAcceptor(pool: Pool): Acceptor {
  const waiting: Waiting[] = []
  const inFlight = new Set<Promise<void>>()
  let waitingBytes = 0

  const pump = (): void => {
    while (waiting.length > 0 && inFlight.size < MAX_IN_FLIGHT) {
      const batch = waiting.splice(0, sizeOfBatch(waiting))
      waitingBytes -= bytesOf(batch)
      const work = settle(pool, batch).finally(() => {
        inFlight.delete(work)
        pump()
      })
      inFlight.add(work)
    }
  }

  return {
    accept(row) {
      if (waitingBytes + row.raw.length > MAX_WAITING_BYTES) return Promise.reject(overfull())
      waitingBytes += row.raw.length
      return new Promise((resolve, reject) => {
        waiting.push({ row, resolve, reject })
        // Not at once: what arrives in the same turn shares the insert.
        setImmediate(pump)
      })
    },
    async drain() {
      pump()
      while (inFlight.size > 0) await Promise.all(inFlight)
    },
  }
}

/** Answers every row of a batch. One value that Postgres refuses must refuse only itself: halves are tried apart. */
async function settle(pool: Pool, batch: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await insertEvents(
      pool,
      batch.map(({ row }) => row),
    )
    for (const [index, outcome] of outcomes.entries()) batch[index]?.resolve(outcome)
  } catch (error) {
    if (isDataError(error) && batch.length > 1) {
      const middle = Math.ceil(batch.length / 2)
      await settle(pool, batch.slice(0, middle))
      await settle(pool, batch.slice(middle))
      return
    }
    const refusal = isDataError(error) ? unstorable(error) : inboxUnavailable(error)
    for (const { reject } of batch) reject(refusal)
  }
}

function sizeOfBatch(waiting: readonly Waiting[]): number {
  let rows = 0
  let bytes = 0
  for (const { row } of waiting) {
    bytes += row.raw.length
    if (rows === MAX_ROWS || (rows > 0 && bytes > MAX_BATCH_BYTES)) break
    rows++
  }
  return rows
}

function bytesOf(batch: readonly Waiting[]): number {
  return batch.reduce((sum, { row }) => sum + row.raw.length, 0)
}

/** Class 22 (data exception), 23 (a check or a null) and 54 (an index entry too long) are about a value, not about us. */
function isDataError(error: unknown): boolean {
  return /^(?:22|23|54)...$/.test(sqlState(error) ?? '')
}

// Postgres's own message quotes the value, which may be personal: it is not kept as a cause.
function unstorable(error: unknown): FulfilmentError {
  return new FulfilmentError({
    code: 'INVALID_PAYLOAD',
    retryable: false,
    message: `the body holds a value that cannot be stored (${sqlState(error)})`,
  })
}

function overfull(): FulfilmentError {
  return new FulfilmentError({
    code: 'INBOX_UNAVAILABLE',
    retryable: true,
    message: 'more deliveries wait for the inbox than may',
  })
}
