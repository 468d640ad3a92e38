import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './call.ts'

const amount = z.string().regex(/^-?\d+$/)

/** Minor units. `spendable`: available, and what is pending where the policy lets it be spent. */
const balance = z.object({
  asset: z.string(),
  available: amount,
  pending: amount,
  held: amount,
  spendable: amount,
})

export interface Balances {
  readonly owner: string
  readonly balances: readonly Readonly<z.infer<typeof balance>>[]
  /** Some balance is below zero. */
  readonly restricted: boolean
}

export async function readBalances(pool: Pool, owner: string): Promise<Balances> {
  const balances = await rowsOf(pool, balance, {
    name: 'ledger-balances',
    text: 'select * from ledger.balances_of($1)',
    values: [owner],
  })
  return { owner, balances, restricted: balances.some(({ available }) => BigInt(available) < 0n) }
}
