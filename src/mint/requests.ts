import type { Pool } from 'pg'
import { type Hex, lower, type Mint, type MintRequest, mintRow } from './mint.ts'
import { rowsOf, run } from './query.ts'

const COLUMNS = `mint_id as id, recipient as "to", amount, contract, chain_id as "chainId", account,
  payment_id as "paymentId", asset, status, problem_code as "problemCode", problem as "problemMessage",
  tx_hash as "txHash", mined_block as block`

export async function readMint(pool: Pool, id: Hex): Promise<Mint | null> {
  const text = `select ${COLUMNS} from mint.mint_state where mint_id = $1`
  const [mint] = await rowsOf(pool, mintRow, { name: 'read', text, values: [id] })
  return mint ?? null
}

export async function requestMint(pool: Pool, mint: MintRequest): Promise<Mint> {
  const { id, chainId, contract, account, paymentId, to, amount, asset } = mint
  await run(pool, {
    name: 'request',
    text: 'select mint.request($1, $2, $3, $4, $5, $6, $7, $8)',
    values: [id, chainId, lower(contract), account, paymentId, lower(to), amount, asset],
  })
  return present(pool, id)
}

export async function amendWallet(pool: Pool, id: Hex, wallet: Hex): Promise<Mint> {
  const values = [id, lower(wallet)]
  await run(pool, { name: 'amend-wallet', text: 'select mint.amend_wallet($1, $2)', values })
  return present(pool, id)
}

export async function resumeMint(pool: Pool, id: Hex): Promise<Mint> {
  await run(pool, { name: 'resume', text: 'select mint.resume($1)', values: [id] })
  return present(pool, id)
}

/** Rows of mints are never deleted. */
async function present(pool: Pool, id: Hex): Promise<Mint> {
  const mint = await readMint(pool, id)
  if (mint === null) throw new Error(`mint ${id} is gone`)
  return mint
}
