import type { Pool } from 'pg'
import { z } from 'zod'
import type { Problem } from '../domain/errors.ts'
import { type Hex, lower, type TokenMint, tokenMintRow } from './mint.ts'
import { rowsOf, run } from './query.ts'
import type { SignerId } from './signers.ts'

/** Beyond this a batch saves no more gas, and takes longer to land. */
const MAX_BATCH = 100
/** Nodes keep as many waiting transactions of one sender. */
const MAX_IN_FLIGHT = 16

/** The oldest mints that wait for this contract and may be sent, as many as may share a transaction. */
export function readCandidates(pool: Pool, chainId: number, contract: Hex): Promise<TokenMint[]> {
  return rowsOf(pool, tokenMintRow, {
    name: 'candidates',
    text: `with oldest as (
        select max_batch from mint.mint m
        where chain_id = $1 and contract = $2 and status = 'requested' and mint.bar_of(m) is null
        order by seq limit 1)
      select m.mint_id as id, m.recipient as "to", m.amount, m.contract from mint.mint m, oldest
      where m.chain_id = $1 and m.contract = $2 and m.status = 'requested' and m.max_batch >= oldest.max_batch
        and mint.bar_of(m) is null
      order by m.seq limit (select least(max_batch, $3) from oldest)`,
    values: [chainId, lower(contract), MAX_BATCH],
  })
}

/** How many more transactions the signer may have waiting. */
export async function readRoom(pool: Pool, { chainId, address }: SignerId): Promise<number> {
  const text = `select count(*)::int as waiting from mint.eth_tx
    where chain_id = $1 and signer = $2 and state in ('reserved', 'signed')`
  const row = z.object({ waiting: z.number() })
  const [found] = await rowsOf(pool, row, { name: 'room', text, values: [chainId, address] })
  return MAX_IN_FLIGHT - (found?.waiting ?? 0)
}

/** True when these mints, or those of them that were still free, have a transaction now. */
export async function reserve(
  pool: Pool,
  { chainId, address }: SignerId,
  ids: readonly Hex[],
): Promise<boolean> {
  const [found] = await rowsOf(pool, z.object({ tx: z.string().nullable() }), {
    name: 'reserve',
    text: 'select mint.reserve($1, $2, $3, $4) as tx',
    values: [chainId, address, ids, MAX_IN_FLIGHT],
  })
  return typeof found?.tx === 'string'
}

/** Takes a mint that is in no transaction out of the queue. */
export function parkMint(pool: Pool, id: Hex, { code, message }: Problem): Promise<void> {
  return run(pool, {
    name: 'park',
    text: `update mint.mint set status = 'parked', problem_code = $2, problem = $3, updated_at = now()
      where mint_id = $1 and status = 'requested'`,
    values: [id, code, message],
  })
}

/** Takes out of the queue what is not to be minted any more: its money went back, or its payment is minted already. */
export function parkBarred(pool: Pool, chainId: number): Promise<void> {
  return run(pool, { name: 'park-barred', text: 'select mint.park_barred($1)', values: [chainId] })
}
