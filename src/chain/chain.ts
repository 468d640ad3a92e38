import type { Address, Hex } from 'viem'
import { type Broadcast, broadcast } from './broadcast.ts'
import { checkChainId } from './check-chain-id.ts'
import type { FeeMarket } from './fees.ts'
import { type Finality, type HeadsObservation, observeHeads } from './heads.ts'
import type { TokenMint } from './mint-call.ts'
import { createNodes } from './nodes.ts'
import { type BlockObservation, type BlockRef, observeBlock } from './observe-block.ts'
import { type MintObservation, observeMint } from './observe-mint.ts'
import {
  type NonceObservation,
  observeNonce,
  observeSender,
  type Sender,
  type SenderObservation,
} from './observe-sender.ts'
import { observeTransactions, type TransactionObservation } from './observe-transactions.ts'
import { type MintEvent, readMintEvents, readTotalSupply } from './read-ltz.ts'
import { readFeeMarket, readFunds, readNonce } from './read-signer.ts'
import { type Call, type Simulation, simulate } from './simulate.ts'

export interface ChainSettings {
  readonly rpcUrls: readonly string[]
  readonly chainId: number
  /** Of LTZ. */
  readonly contract: Address
}

/**
 * One EVM chain, seen through several nodes. What is observed is a closed union with `unknown` in it: a node that fails
 * or lags never makes anything look gone. What is read throws instead.
 */
export interface Chain {
  readonly chainId: number
  readonly contract: Address
  /** To be called at start. @throws FulfilmentError CHAIN_MISMATCH (final), CHAIN_UNAVAILABLE (retryable) */
  readonly checkChainId: () => Promise<void>

  readonly observeTransactions: (hashes: readonly Hex[]) => Promise<ReadonlyMap<Hex, TransactionObservation>>
  readonly observeBlock: (block: BlockRef) => Promise<BlockObservation>
  readonly observeHeads: () => Promise<HeadsObservation>
  readonly observeSender: (hash: Hex) => Promise<SenderObservation>
  readonly observeNonce: (sender: Sender) => Promise<NonceObservation>
  /** By LTZ's contract of today, or by the one it was sent to. */
  readonly observeMint: (mint: TokenMint, at: Finality, contract?: Address) => Promise<MintObservation>

  /** Sends the same signed bytes to every node, once; never throws. */
  readonly broadcast: (raw: Hex) => Promise<Broadcast>
  /** What a call would do now; sends nothing. */
  readonly simulate: (call: Call) => Promise<Simulation>

  /** These throw FulfilmentError CHAIN_UNAVAILABLE (retryable). */
  readonly readTotalSupply: (at: Finality) => Promise<bigint>
  readonly readMintEvents: (fromBlock: bigint, toBlock: bigint) => Promise<readonly MintEvent[]>
  readonly readFeeMarket: () => Promise<FeeMarket>
  readonly readNonce: (address: Address, at: Finality) => Promise<number>
  /** What an address can pay for gas, in wei. */
  readonly readFunds: (address: Address) => Promise<bigint>
}

export const createChain = ({ rpcUrls, chainId, contract }: ChainSettings): Chain => {
  const nodes = createNodes(rpcUrls)
  return {
    chainId,
    contract,
    checkChainId: () => checkChainId(nodes, chainId),
    observeTransactions: (hashes) => observeTransactions(nodes, hashes),
    observeBlock: (block) => observeBlock(nodes, block),
    observeHeads: () => observeHeads(nodes),
    observeSender: (hash) => observeSender(nodes, hash),
    observeNonce: (sender) => observeNonce(nodes, sender),
    observeMint: (mint, at, of = contract) => observeMint(nodes, of, mint, at),
    broadcast: (raw) => broadcast(nodes, raw),
    simulate: (call) => simulate(nodes, call),
    readTotalSupply: (at) => readTotalSupply(nodes, contract, at),
    readMintEvents: (fromBlock, toBlock) => readMintEvents(nodes, contract, fromBlock, toBlock),
    readFeeMarket: () => readFeeMarket(nodes),
    readNonce: (address, at) => readNonce(nodes, address, at),
    readFunds: (address) => readFunds(nodes, address),
  }
}
