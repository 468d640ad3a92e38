import type { Pool } from 'pg'
import { z } from 'zod'
import { resultOf } from './call.ts'

const minor = z.string().regex(/^\d+$/)

const settlement = z.object({
  account: z.string(),
  paymentId: z.string(),
  value: z.enum(['credit', 'mint']).nullable(),
  /** Null while nobody spoke of money. */
  money: z.enum(['pending', 'confirmed', 'gone']).nullable(),
  /** How often the money came. */
  generation: z.number(),
  /** What came and stands; minor units. */
  paid: minor,
  settled: z.boolean(),
  /** An operator's last word on whether the money is there. */
  word: z.enum(['confirm', 'reverse']).nullable(),
  /** An operator holds it. */
  isHeld: z.boolean(),
  amount: minor.nullable(),
  asset: z.string().nullable(),
  network: z.string().nullable(),
  txHash: z.string().nullable(),
  /** Of the newest observation that stands and names one. */
  block: z.string().nullable(),
  /** The earliest observation that stands; ISO-8601 UTC. */
  pendingSince: z.string().nullable(),
})

/** Where a payment's money stands between pending, confirmed and gone. */
export type Settlement = Readonly<z.infer<typeof settlement>>

export function readSettlement(pool: Pool, account: string, ref: string): Promise<Settlement | null> {
  return resultOf(pool, settlement, {
    name: 'ledger-settlement',
    text: 'select ledger.read_settlement($1, $2) as result',
    values: [account, ref],
  })
}
