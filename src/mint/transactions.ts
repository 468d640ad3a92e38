import type { Pool } from 'pg'
import { z } from 'zod'
import { hex, integer, type TokenMint, tokenMintRow } from './mint.ts'
import { rowsOf } from './query.ts'
import type { SignerId } from './signers.ts'

/** Mined ones looked at in one pass. On a chain that takes half an hour to finalize there are many. */
const MINED_AT_ONCE = 64

const attemptRow = z.object({
  n: z.number(),
  noop: z.boolean(),
  hash: hex,
  raw: hex,
  maxFeePerGas: integer,
  maxPriorityFeePerGas: integer,
})

const transactionRow = z.object({
  id: z.string(),
  nonce: integer.transform(Number),
  state: z.enum(['reserved', 'signed', 'mined', 'safe']),
  cancelled: z.boolean(),
  waitingSince: integer.nullable(),
  minedBlock: integer.nullable(),
  minedBlockHash: hex.nullable(),
  payload: z.object({ to: hex, data: hex, gasLimit: integer }).nullable(),
  attempts: z.array(attemptRow),
})

export type Attempt = Readonly<z.infer<typeof attemptRow>>
/** A nonce that is not settled, and all that was ever signed for it, oldest first. */
export type OpenTransaction = Readonly<z.infer<typeof transactionRow>>

/** All that wait, and of those mined the ones not looked at for longest; in nonce order. */
export function readOpenTransactions(pool: Pool, { chainId, address }: SignerId): Promise<OpenTransaction[]> {
  return rowsOf(pool, transactionRow, {
    name: 'open-transactions',
    text: `with open as (
        (select * from mint.eth_tx
          where chain_id = $1 and signer = $2 and state in ('reserved', 'signed'))
        union all
        (select * from mint.eth_tx where chain_id = $1 and signer = $2 and state in ('mined', 'safe')
          order by observed_at limit $3))
      select id, nonce, state, cancelled, waiting_since as "waitingSince", mined_block as "minedBlock",
        mined_block_hash as "minedBlockHash",
        case when calldata is not null then
          jsonb_build_object('to', contract, 'data', calldata, 'gasLimit', gas) end as payload,
        (select coalesce(jsonb_agg(jsonb_build_object('n', n, 'noop', noop, 'hash', hash, 'raw', raw,
            'maxFeePerGas', max_fee::text, 'maxPriorityFeePerGas', tip::text) order by n), '[]')
          from mint.eth_tx_attempt where tx = open.id) as attempts
      from open order by nonce`,
    values: [chainId, address, MINED_AT_ONCE],
  })
}

/** What the transaction is to mint, in the order of its calldata. */
export function readBoundMints(pool: Pool, tx: string): Promise<TokenMint[]> {
  return rowsOf(pool, tokenMintRow, {
    name: 'bound-mints',
    text: `select m.mint_id as id, m.recipient as "to", m.amount, m.contract
      from mint.mint_tx b join mint.mint m using (mint_id)
      where b.tx = $1 and b.released_at is null order by b.position`,
    values: [tx],
  })
}
