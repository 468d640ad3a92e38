import type { Client } from '@temporalio/client'
import type pg from 'pg'
import type { Minting, Pumping } from '../../../src/activities/index.ts'
import { createChain } from '../../../src/chain/chain.ts'
import { mintIdOf } from '../../../src/chain/mint-call.ts'
import { createMintChain, createMintSigner } from '../../../src/chain/mint-chain.ts'
import { createSigner } from '../../../src/chain/signer.ts'
import { createChainMinter } from '../../../src/mint/chain-minter.ts'
import { lower } from '../../../src/mint/mint.ts'
import { createMintOutbox, type MintOutbox } from '../../../src/mint/outbox.ts'
import { createMintRuns, wakePump } from '../../../src/temporal-mints.ts'
import { createWaker } from '../../../src/worker/waker.ts'

export interface MintParts {
  readonly pool: pg.Pool
  readonly client: Client
  readonly taskQueue: string
  readonly rpcUrl: string
  readonly chainId: number
  readonly contract: `0x${string}`
  readonly minterKey: string
}

const FEE_CAP_WEI = 500n * 10n ** 9n

/** Minting on a chain as a worker is wired for it, at a faster rhythm. */
export const createTestMinting = (
  parts: MintParts,
): { readonly outbox: MintOutbox; readonly minting: Minting & { readonly pump: Pumping } } => {
  const { pool, client, taskQueue, rpcUrl, chainId, contract, minterKey } = parts
  const outbox = createMintOutbox(pool)
  const signer = createMintSigner(createSigner(minterKey))
  const wake = () => wakePump(client, taskQueue, { chainId, address: lower(signer.address) })
  const pump: Pumping = {
    outbox,
    feed: outbox,
    chain: createMintChain(createChain({ rpcUrls: [rpcUrl], chainId, contract }), FEE_CAP_WEI),
    signer,
    blockTimeMs: 200,
    passed: () => undefined,
    walletChanged: async () => undefined,
  }
  const minter = createChainMinter({ outbox, chainId, contract, mintIdOf, wakePump: createWaker(wake) })
  return { outbox, minting: { minter, runs: createMintRuns(client, taskQueue), pump } }
}
