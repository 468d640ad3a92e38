import type { Pool } from 'pg'
import type { Chain } from '../../chain/chain.ts'
import { FulfilmentError } from '../../domain/errors.ts'
import { type Difference, evidenceOf, type ReconciledMints } from '../../domain/reconciliation.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { readOutboxTokens } from '../../reconcile/tokens.ts'

export interface TokenParts {
  readonly pool: Pool
  readonly ledger: Pick<Ledger, 'minted'>
  readonly chain: Pick<Chain, 'chainId' | 'contract' | 'readTotalSupply'>
  /** The asset that is minted there. */
  readonly asset: string
}

export interface TokensCompared {
  readonly mints: ReconciledMints | null
  readonly differences: readonly Difference[]
}

/**
 * The supply must be what the outbox has brought on chain: at least what it knows to be safe, at most all it ever sent. A chain
 * that does not answer proves nothing.
 */
export async function compareTokens({ pool, ledger, chain, asset }: TokenParts): Promise<TokensCompared> {
  const before = await readOutboxTokens(pool, chain)
  const supply = await supplyOf(chain)
  if (supply === undefined) return { mints: null, differences: [] }
  const { sent } = await readOutboxTokens(pool, chain)
  const minted = (await ledger.minted(chain.chainId)).find((sum) => sum.asset === asset)
  const mints = {
    chainId: chain.chainId,
    ledger: minted?.amount ?? '0',
    outbox: before.there.toString(),
    onTheirWay: (sent - before.there).toString(),
    chain: supply.toString(),
  }
  if (before.there <= supply && supply <= sent) return { mints, differences: [] }
  const stated = supply < before.there ? before.there : sent
  const named = {
    kind: 'supply-differs',
    asset,
    stated: stated.toString(),
    found: supply.toString(),
  } as const
  return { mints, differences: [{ ...named, command: evidenceOf(named) }] }
}

async function supplyOf(chain: TokenParts['chain']): Promise<bigint | undefined> {
  try {
    return await chain.readTotalSupply('safe')
  } catch (error) {
    if (error instanceof FulfilmentError && error.retryable) return undefined
    throw error
  }
}
