import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './call.ts'

const access = z.object({
  product: z.string(),
  from: z.string(),
  until: z.string().nullable(),
  source: z.string(),
})

export type Access = Readonly<z.infer<typeof access>>

export function readAccess(pool: Pool, owner: string): Promise<Access[]> {
  return rowsOf(pool, access, {
    name: 'ledger-access',
    text: `select product, ledger.iso(starts_at) as "from", ledger.iso(ends_at) as until, source
      from ledger.access where owner = $1 order by product, starts_at`,
    values: [owner],
  })
}
