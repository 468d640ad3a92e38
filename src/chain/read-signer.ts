import type { Address } from 'viem'
import type { FeeMarket } from './fees.ts'
import type { Finality } from './heads.ts'
import { askAny, type Nodes } from './nodes.ts'

/** @throws FulfilmentError CHAIN_UNAVAILABLE (retryable) */
export const readFeeMarket = (nodes: Nodes): Promise<FeeMarket> =>
  askAny(nodes, async (node) => {
    const [block, priorityFeePerGas] = await Promise.all([
      node.getBlock({ blockTag: 'latest' }),
      node.estimateMaxPriorityFeePerGas(),
    ])
    return { baseFeePerGas: block.baseFeePerGas ?? 0n, priorityFeePerGas }
  })

/**
 * How many transactions of this address are mined.
 * @throws FulfilmentError CHAIN_UNAVAILABLE (retryable)
 */
export const readNonce = (nodes: Nodes, address: Address, at: Finality): Promise<number> =>
  askAny(nodes, (node) => node.getTransactionCount({ address, blockTag: at }))

/**
 * What an address can pay for gas, in wei.
 * @throws FulfilmentError CHAIN_UNAVAILABLE (retryable)
 */
export const readFunds = (nodes: Nodes, address: Address): Promise<bigint> =>
  askAny(nodes, (node) => node.getBalance({ address, blockTag: 'latest' }))
