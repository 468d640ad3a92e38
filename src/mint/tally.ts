import type { Pool } from 'pg'
import { z } from 'zod'
import { integer, MINT_STATUSES } from './mint.ts'
import { rowsOf } from './query.ts'

const tallyRow = z.object({
  asset: z.string(),
  status: z.enum(MINT_STATUSES),
  count: z.number(),
  /** In minor units. */
  amount: integer,
})

export type Tally = Readonly<z.infer<typeof tallyRow>>

export function readTally(pool: Pool, chainId: number): Promise<Tally[]> {
  return rowsOf(pool, tallyRow, {
    name: 'tally',
    text: `select asset, status, count(*)::int as count, sum(amount) as amount
      from mint.mint where chain_id = $1 group by asset, status order by asset, status`,
    values: [chainId],
  })
}
