import type { Address, Hex, PublicClient } from 'viem'
import type { Finality } from './heads.ts'
import { LTZ_ABI } from './ltz-abi.ts'
import type { TokenMint } from './mint-call.ts'
import { askAny, type Nodes } from './nodes.ts'

/**
 * All LTZ there are, in minor units.
 * @throws FulfilmentError CHAIN_UNAVAILABLE (retryable)
 */
export const readTotalSupply = (nodes: Nodes, contract: Address, at: Finality): Promise<bigint> =>
  askAny(nodes, (node) =>
    node.readContract({ address: contract, abi: LTZ_ABI, functionName: 'totalSupply', blockTag: at }),
  )

export interface MintEvent extends TokenMint {
  readonly blockNumber: bigint
  readonly transactionHash: Hex
}

/** Providers refuse longer ranges. */
const BLOCKS_A_CALL = 2_000n

/**
 * Every `MintedFor` of a range of blocks, both ends included. For reconciliation: that a mint is not in there yet is no
 * reason to mint it again.
 * @throws FulfilmentError CHAIN_UNAVAILABLE (retryable)
 */
export const readMintEvents = async (
  nodes: Nodes,
  contract: Address,
  from: bigint,
  to: bigint,
): Promise<readonly MintEvent[]> => {
  const events: MintEvent[] = []
  for (let fromBlock = from; fromBlock <= to; fromBlock += BLOCKS_A_CALL) {
    const last = fromBlock + BLOCKS_A_CALL - 1n
    const toBlock = last < to ? last : to
    events.push(...(await askAny(nodes, (node) => eventsIn(node, contract, fromBlock, toBlock))))
  }
  return events
}

const eventsIn = async (
  node: PublicClient,
  address: Address,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<MintEvent[]> => {
  const range = { fromBlock, toBlock, strict: true } as const
  const logs = await node.getContractEvents({ address, abi: LTZ_ABI, eventName: 'MintedFor', ...range })
  return logs.map(({ args, blockNumber, transactionHash }) => ({ ...args, blockNumber, transactionHash }))
}
