import { Client } from 'pg'
import type { Address } from 'viem'
import { createNodes } from '../chain/nodes.ts'
import { readNonce } from '../chain/read-signer.ts'
import type { Anvil } from './anvil.ts'

interface Spent {
  readonly signer: Address
  /** The chain was seen to have spent all nonces below this one for good. */
  readonly nonces: number
}

const SPENT = `
  select signer, max(nonce)::int + 1 as nonces from mint.eth_tx
  where chain_id = $1 and state in ('final', 'failed') group by signer`

const spentBySigner = async (databaseUrl: string, chainId: number): Promise<readonly Spent[]> => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query<Spent>(SPENT, [chainId])).rows
  } finally {
    await client.end()
  }
}

/**
 * Throws where the database holds transactions as final that the embedded chain has never had: minted once by its
 * account, they would never be minted again, and every later one would wait for them for ever.
 */
export const assertChainKept = async (
  databaseUrl: string,
  { rpcUrl, chainId }: Pick<Anvil, 'rpcUrl' | 'chainId'>,
): Promise<void> => {
  const nodes = createNodes([rpcUrl])
  for (const { signer, nonces } of await spentBySigner(databaseUrl, chainId)) {
    const onChain = await readNonce(nodes, signer, 'latest')
    if (onChain >= nonces) continue
    throw new Error(
      `the embedded chain is not the one this database minted on: it has ${onChain} transactions of ${signer}, ` +
        `the database knows ${nonces} as final. Bring back the folder anvil of DATA_DIR, or begin anew with an ` +
        'empty database and an empty DATA_DIR',
    )
  }
}
