import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'

const sums = z.object({ there: z.string().transform(BigInt), sent: z.string().transform(BigInt) })

/** By the outbox, in minor units of one contract: what is safe on chain, and all that was ever given a transaction. */
export type OutboxTokens = Readonly<z.infer<typeof sums>>

export async function readOutboxTokens(
  pool: Pool,
  { chainId, contract }: { readonly chainId: number; readonly contract: string },
): Promise<OutboxTokens> {
  const [row] = await rowsOf(
    pool,
    sums,
    `select coalesce(sum(amount) filter (where status in ('safe', 'final')), 0)::text as there,
       coalesce(sum(amount) filter (where status in ('reserved', 'mined', 'safe', 'final')), 0)::text as sent
     from mint.mint where chain_id = $1 and coalesce(contract, $2) = $2`,
    [chainId, contract.toLowerCase()],
  )
  return row ?? { there: 0n, sent: 0n }
}
