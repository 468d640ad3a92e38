import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'

const json = z.record(z.string(), z.unknown())

const request = z.object({
  /** Id of the event; `q` and a number for a delivery in quarantine. */
  event: z.string(),
  bodySha256: z.string(),
  headers: json,
  /** Null: the body is gone. */
  bytes: z.number().nullable(),
  erasedAt: z.string().nullable(),
  droppedAt: z.string().nullable(),
})

/** What is left of a request. */
export type KeptRequest = Readonly<z.infer<typeof request>>

const gathered = z.object({
  account: z.string(),
  paymentId: z.string(),
  /** All it goes by. */
  names: z.array(z.string()),
  entries: z.array(z.object({ id: z.string(), kind: z.string(), at: z.string(), data: json })),
  requests: z.array(request),
  workflows: z.array(z.string()),
  /** How things stand, which changes. */
  now: json,
})

/** The evidence of one payment, all of one moment; entries in no order. */
export type Gathered = Readonly<z.infer<typeof gathered>>

/**
 * By any of the payment's names; undefined when nobody has heard of it.
 * @throws FulfilmentError LEDGER_UNAVAILABLE (retryable)
 */
export async function gatherEvidence(
  pool: Pool,
  account: string,
  ref: string,
): Promise<Gathered | undefined> {
  const [row] = await rowsOf(
    pool,
    z.object({ found: gathered.nullable() }),
    'select evidence.read($1, $2) as found',
    [account, ref],
  )
  return row?.found ?? undefined
}
