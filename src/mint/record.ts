import type { Pool } from 'pg'
import { z } from 'zod'
import type { Hex } from './mint.ts'
import type { Mined } from './mint-chain.ts'
import { rowsOf, run } from './query.ts'

const TRANSACTION_STATES = ['reserved', 'signed', 'mined', 'safe', 'final', 'failed'] as const
export type TransactionState = (typeof TRANSACTION_STATES)[number]

/** Keeps what a receipt says; nothing once the transaction is settled. Resolves with where it stands now. */
export async function recordMined(
  pool: Pool,
  tx: string,
  hash: Hex,
  mined: Mined,
): Promise<TransactionState> {
  const { block, succeeded, finality, outcomes } = mined
  const [found] = await rowsOf(pool, z.object({ state: z.enum(TRANSACTION_STATES) }), {
    name: 'record-mined',
    text: 'select mint.record_mined($1, $2, $3, $4, $5, $6, $7) as state',
    values: [
      tx,
      hash,
      block.number,
      block.hash,
      succeeded,
      finality,
      JSON.stringify(Object.fromEntries(outcomes)),
    ],
  })
  return found?.state ?? 'reserved'
}

/** It was seen in that block, which is no longer part of the chain. */
export function recordVanished(pool: Pool, tx: string, blockHash: Hex, head: bigint): Promise<void> {
  const text = 'select mint.record_vanished($1, $2, $3)'
  return run(pool, { name: 'record-vanished', text, values: [tx, blockHash, head] })
}

/** Somebody else spent its nonce for good; `spent` is how many the signer has spent by now. */
export function recordReplaced(pool: Pool, tx: string, spent: number): Promise<void> {
  const text = 'select mint.record_replaced($1, $2)'
  return run(pool, { name: 'record-replaced', text, values: [tx, spent] })
}
