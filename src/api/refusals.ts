import type { Pool } from 'pg'
import { createBatcher } from '../inbox/batcher.ts'
import { type Refused, recordRefusals } from '../inbox/record-refusals.ts'
import type { Logger } from '../logger.ts'

/** Keeps what was turned away, for operators. It never delays an answer and may lose some of a flood. */
export interface Refusals {
  record(refused: Refused): void
  drain(): Promise<void>
}

export function createRefusals(pool: Pool, log: Logger): Refusals {
  const batcher = createBatcher<Refused>({
    size: 100,
    limit: 500,
    write: (refused) => recordRefusals(pool, refused),
    onError: () => log.warn('refused deliveries were not recorded'),
  })
  return {
    record: (refused) => void batcher.add(refused),
    drain: () => batcher.drain(),
  }
}
