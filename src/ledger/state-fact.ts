import type { Pool } from 'pg'
import { z } from 'zod'
import type { StatedBooks } from '../domain/books.ts'
import { ORDER_STATUSES } from '../domain/books.ts'
import { ERROR_CODES } from '../domain/errors.ts'
import type { Statement } from '../domain/fact.ts'
import { resultOf } from './call.ts'

export interface StateFactOptions {
  /** Nothing follows this step: the event is finished in the same transaction, unless something is wrong. */
  readonly finish: boolean
  /** Which workflow states it: finished, it waits for nobody any more. */
  readonly workflowId?: string
  /** Gives up after this long; waits a little less for locks, so that the server gives up first. */
  readonly timeoutMs?: number
}

/** Time for the answer to come back once the server has given up waiting for a lock. */
const ANSWER_MS = 500

const statedBooks = z.object({
  account: z.string(),
  paymentId: z.string(),
  owner: z.string().nullable(),
  orderReference: z.string().nullable(),
  orderStatus: z.enum(ORDER_STATUSES),
  generation: z.number(),
  transferId: z.string().nullable(),
  problems: z.array(z.object({ code: z.enum(ERROR_CODES), message: z.string() })),
  finished: z.boolean(),
})

export async function stateFact(
  pool: Pool,
  statement: Statement,
  { finish, workflowId, timeoutMs }: StateFactOptions,
): Promise<StatedBooks> {
  const lockTimeoutMs = timeoutMs === undefined ? null : Math.max(1, timeoutMs - ANSWER_MS)
  const books = await resultOf(pool, statedBooks, {
    name: 'ledger-state-fact',
    text: 'select ledger.state_fact($1, $2, $3, $4) as result',
    values: [JSON.stringify(statement), finish, lockTimeoutMs, workflowId ?? null],
    timeoutMs,
  })
  if (books === null) throw new Error('ledger.state_fact returned nothing')
  return books
}
