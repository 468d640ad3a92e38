import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './call.ts'

/** One figure the entries do not bear out. */
const drift = z.object({
  what: z.enum(['balance', 'payment', 'mint', 'asset']),
  subject: z.string(),
  stated: z.string(),
  fromEntries: z.string(),
})

export type Drift = Readonly<z.infer<typeof drift>>

export function readDrift(pool: Pool): Promise<Drift[]> {
  return rowsOf(pool, drift, {
    name: 'ledger-drift',
    text: 'select what, subject, stated, from_entries as "fromEntries" from ledger.drift',
    values: [],
  })
}
