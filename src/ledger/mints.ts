import type { Pool } from 'pg'
import { z } from 'zod'
import { resultOf, rowsOf } from './call.ts'
import type { FeedCursor } from './feeds.ts'

/** Where one payment's mint stands on chain. */
export interface MintStatement {
  readonly account: string
  /** Any name of the payment. */
  readonly paymentId: string
  readonly mintId: string
  readonly chainId: number
  readonly wallet: string
  readonly asset: string
  /** Integer minor units as a decimal string. */
  readonly amount: string
  /** The tokens are there; false again when a reorganisation took them. */
  readonly stands: boolean
  /** It waits for a person. An effect that was done is to be done again: its event is unfinished from now on. */
  readonly isStopped?: true
  /** Of the transaction that shows it now. */
  readonly txHash?: string
  /** Of the change that is stated: an older one than is known changes nothing. */
  readonly version: FeedCursor
}

export async function stateMint(pool: Pool, mint: MintStatement): Promise<void> {
  await resultOf(pool, z.unknown(), {
    name: 'ledger-state-mint',
    text: 'select ledger.state_mint($1) as result',
    values: [JSON.stringify(mint)],
  })
}

/** Minor units. */
const minted = z.object({ asset: z.string(), amount: z.string().regex(/^-?\d+$/) })

export type Minted = Readonly<z.infer<typeof minted>>

export function readMinted(pool: Pool, chainId: number): Promise<Minted[]> {
  return rowsOf(pool, minted, {
    name: 'ledger-minted',
    text: `select a.asset, (-sum(e.amount))::text as amount
      from ledger.account a join ledger.entry e on e.account_id = a.id
      where a.owner = 'sys:chain:' || $1::text and a.kind = 'clearing'
      group by a.asset having sum(e.amount) <> 0 order by a.asset`,
    values: [chainId],
  })
}
