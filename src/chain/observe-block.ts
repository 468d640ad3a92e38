import { BlockNotFoundError, type Hex, type PublicClient } from 'viem'
import { askEach, failureOf, type Nodes, valuesOf } from './nodes.ts'

export interface BlockRef {
  readonly number: bigint
  readonly hash: Hex
}

export type BlockObservation =
  | { readonly type: 'unknown'; readonly reason: string }
  /** Still the block of that number. */
  | { readonly type: 'same' }
  /** Another block has its number now: a reorg. What was in it may be in another block. */
  | { readonly type: 'replaced'; readonly by: Hex }

/** Whether a block seen before is still part of the chain. */
export const observeBlock = async (nodes: Nodes, block: BlockRef): Promise<BlockObservation> => {
  const answers = await askEach(nodes, (node) => hashAt(node, block.number))
  const hashes = valuesOf(answers).filter((hash) => hash !== undefined)
  if (hashes.length === 0)
    return { type: 'unknown', reason: `no node has block ${block.number} (${failureOf(answers)})` }
  return observationOf(hashes, block)
}

/**
 * The same, of nodes of which each must have that block: nothing is known while one of them is silent, or says that it has
 * no block of that number.
 */
export const observeBlockOfEach = async (nodes: Nodes, block: BlockRef): Promise<BlockObservation> => {
  const answers = await askEach(nodes, (node) => hashAt(node, block.number))
  const hashes = valuesOf(answers)
  if (hashes.length < nodes.length || hashes.includes(undefined))
    return { type: 'unknown', reason: `not every node has block ${block.number} (${failureOf(answers)})` }
  return observationOf(hashes, block)
}

const observationOf = (hashes: readonly (Hex | undefined)[], block: BlockRef): BlockObservation => {
  const [hash, ...others] = new Set(hashes)
  if (hash === undefined || others.length > 0)
    return { type: 'unknown', reason: `the nodes disagree on block ${block.number}` }
  return hash === block.hash ? { type: 'same' } : { type: 'replaced', by: hash }
}

const hashAt = async (node: PublicClient, blockNumber: bigint): Promise<Hex | undefined> => {
  try {
    return (await node.getBlock({ blockNumber })).hash
  } catch (error) {
    if (error instanceof BlockNotFoundError) return undefined
    throw error
  }
}
