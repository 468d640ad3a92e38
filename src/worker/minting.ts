import type { Client } from '@temporalio/client'
import type pg from 'pg'
import type { Minting, Pumping } from '../activities/index.ts'
import { type Chain, createChain } from '../chain/chain.ts'
import { mintIdOf } from '../chain/mint-call.ts'
import { createMintChain, createMintSigner } from '../chain/mint-chain.ts'
import { createSigner } from '../chain/signer.ts'
import type { ChainConfig } from '../chain-config.ts'
import type { Config } from '../config.ts'
import { invalidateWallet } from '../constraints/invalidate.ts'
import { FulfilmentError } from '../domain/errors.ts'
import type { Logger } from '../logger.ts'
import { createChainMinter } from '../mint/chain-minter.ts'
import { createLoyalteezMinter } from '../mint/loyalteez-minter.ts'
import { lower } from '../mint/mint.ts'
import { createMintOutbox } from '../mint/outbox.ts'
import { createMintRuns, wakePump } from '../temporal-mints.ts'
import { createWaker } from './waker.ts'

export interface MintingParts {
  readonly config: Config
  readonly pool: pg.Pool
  readonly client: Client
  readonly log: Logger
  readonly passed: Pumping['passed']
}

export interface WiredMinting {
  readonly minting: Minting
  /** To be called once the worker polls: whatever was under way goes on. */
  readonly begin: () => Promise<void>
}

/** Soneium's. */
const BLOCK_TIME_MS = 2_000

/**
 * Who mints, as the configuration says; undefined where nobody does.
 * @throws FulfilmentError CONFIG_INVALID, CHAIN_MISMATCH
 */
export async function createMinting(parts: MintingParts): Promise<WiredMinting | undefined> {
  const { config, client } = parts
  if (config.minter === undefined) return undefined
  const runs = createMintRuns(client, config.taskQueue)
  switch (config.minter) {
    case 'loyalteez': {
      const scale = config.policy.assets.LTZ?.scale ?? LTZ_SCALE
      const minter = createLoyalteezMinter({ baseUrl: config.loyalteezApiUrl, scale })
      return { minting: { minter, runs }, begin: async () => undefined }
    }
    case 'chain': {
      const { pump, wake } = await createPump(parts)
      const { outbox, chain } = pump
      const minter = createChainMinter({
        outbox,
        chainId: chain.chainId,
        contract: chain.contract,
        mintIdOf,
        wakePump: createWaker(wake),
      })
      return { minting: { minter, runs, pump }, begin: wake }
    }
  }
}

/** The contract's. */
const LTZ_SCALE = 18

async function createPump({ config, pool, client, log, passed }: MintingParts) {
  const { chain: settings, ltzAddress, signerKey } = checked(config)
  const chain = createChain({ rpcUrls: settings.rpcUrls, chainId: settings.chainId, contract: ltzAddress })
  await checkChain(chain, log)
  const signer = createMintSigner(createSigner(signerKey))
  const outbox = createMintOutbox(pool)
  const pump = {
    outbox,
    feed: outbox,
    chain: createMintChain(chain, settings.feeCapWei),
    signer,
    blockTimeMs: BLOCK_TIME_MS,
    passed,
    walletChanged: async (wallet) => {
      await invalidateWallet(pool, wallet)
    },
  } satisfies Pumping
  const id = { chainId: settings.chainId, address: lower(signer.address) }
  return { pump, wake: () => wakePump(client, config.taskQueue, id) }
}

function checked({ chain, signerKey }: Config): {
  chain: ChainConfig
  ltzAddress: `0x${string}`
  signerKey: string
} {
  const { ltzAddress } = chain ?? {}
  if (chain !== undefined && ltzAddress !== undefined && signerKey !== undefined)
    return { chain, ltzAddress, signerKey }
  throw new FulfilmentError({
    code: 'CONFIG_INVALID',
    retryable: false,
    message:
      'The configuration is wrong:\n  - SIGNER_KEY: missing; MINTER=chain signs with it, as the holder of MINTER_ROLE\nSee .env.example.',
  })
}

/** A node that is away is no reason not to start; one of another chain is. */
async function checkChain(chain: Chain, log: Logger): Promise<void> {
  try {
    await chain.checkChainId()
  } catch (error) {
    if (!(error instanceof FulfilmentError) || !error.retryable) throw error
    log.warn({ err: error }, 'the chain is away; mints wait for it')
  }
}
