import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'
import type { SignerId } from './signers.ts'

const backlogRow = z.object({ requested: z.number(), waiting: z.number(), watched: z.number() })

export type Backlog = Readonly<z.infer<typeof backlogRow>>

/** Mints in no transaction; transactions not mined; transactions mined, but not final. */
export async function readBacklog(pool: Pool, { chainId, address }: SignerId): Promise<Backlog> {
  const [backlog] = await rowsOf(pool, backlogRow, {
    name: 'backlog',
    text: `select count(*) filter (where state in ('reserved', 'signed'))::int as waiting,
        count(*) filter (where state in ('mined', 'safe'))::int as watched,
        (select count(*)::int from mint.mint where chain_id = $1 and status = 'requested') as requested
      from mint.eth_tx where chain_id = $1 and signer = $2 and state not in ('final', 'failed')`,
    values: [chainId, address],
  })
  return backlog ?? { requested: 0, waiting: 0, watched: 0 }
}
