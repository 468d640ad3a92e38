import type { Pool } from 'pg'
import { z } from 'zod'
import { type Hex, lower } from './mint.ts'
import { rowsOf } from './query.ts'
import type { SignerId } from './signers.ts'

const backlogRow = z.object({ requested: z.number(), waiting: z.number(), watched: z.number() })

export type Backlog = Readonly<z.infer<typeof backlogRow>>

/** Mints of the contract in no transaction; transactions not mined; transactions mined, but not final. */
export async function readBacklog(
  pool: Pool,
  { chainId, address }: SignerId,
  contract: Hex,
): Promise<Backlog> {
  const [backlog] = await rowsOf(pool, backlogRow, {
    name: 'backlog',
    text: `select count(*) filter (where state in ('reserved', 'signed'))::int as waiting,
        count(*) filter (where state in ('mined', 'safe'))::int as watched,
        (select count(*)::int from mint.mint
          where chain_id = $1 and contract = $3 and status = 'requested') as requested
      from mint.eth_tx where chain_id = $1 and signer = $2 and state not in ('final', 'failed')`,
    values: [chainId, address, lower(contract)],
  })
  return backlog ?? { requested: 0, waiting: 0, watched: 0 }
}
