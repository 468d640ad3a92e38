import type { Pool } from 'pg'
import { z } from 'zod'
import { resultOf } from './call.ts'

const seen = z.object({
  block: z.string(),
  txHash: z.string(),
  sighting: z.object({
    chainId: z.number(),
    blockNumber: z.string().regex(/^\d+$/),
    sender: z.object({ address: z.string(), nonce: z.number() }).exactOptional(),
  }),
})

const sighting = z.object({
  /** The name its money was stated by first. */
  statedAs: z.string(),
  /** Of the event that stated it so. */
  endpoint: z.string(),
  /** When we first heard of its money; times are ISO-8601 UTC. */
  knownAt: z.string(),
  /** The latest time any of its money facts is dated. */
  newestAt: z.string(),
  /** When it was last said to be gone. */
  goneAt: z.string().nullable(),
  /** Where its settlement saw it last. */
  seen: seen.nullable(),
})

/** What the settlement of a payment has seen of its money. */
export type Sighting = Readonly<z.infer<typeof sighting>>

export function readSighting(pool: Pool, account: string, ref: string): Promise<Sighting | null> {
  return resultOf(pool, sighting, {
    name: 'ledger-sighting',
    text: 'select ledger.read_sighting($1, $2) as result',
    values: [account, ref],
  })
}
