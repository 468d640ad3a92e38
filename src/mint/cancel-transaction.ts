import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'
import type { SignerId } from './signers.ts'

export async function cancelTransaction(
  pool: Pool,
  { chainId, address }: SignerId,
  nonce: number,
): Promise<boolean> {
  const rows = await rowsOf(pool, z.object({ id: z.string() }), {
    name: 'cancel-transaction',
    text: `update mint.eth_tx set cancelled = true
      where chain_id = $1 and signer = $2 and nonce = $3 and state in ('reserved', 'signed') returning id`,
    values: [chainId, address, nonce],
  })
  return rows.length > 0
}
