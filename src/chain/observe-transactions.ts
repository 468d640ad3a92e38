import type { Hex } from 'viem'
import { type Finality, finalityAt, type HeadsObservation, observeHeads } from './heads.ts'
import type { Nodes } from './nodes.ts'
import { observeBlockOfEach } from './observe-block.ts'
import { observeReceipt, type Receipt, type ReceiptObservation } from './observe-receipt.ts'

export type TransactionObservation =
  | Exclude<ReceiptObservation, { readonly type: 'mined' }>
  | { readonly type: 'mined'; readonly receipt: Receipt; readonly finality: Finality }

/**
 * What the chain shows of each transaction, and how far that can still be undone. More than `latest` is said only of a
 * block that every node whose head was counted has: a receipt alone may come from a node that has not heard of a reorg.
 */
export const observeTransactions = async (
  nodes: Nodes,
  hashes: readonly Hex[],
): Promise<ReadonlyMap<Hex, TransactionObservation>> => {
  // The heads come first: blocks that arrive meanwhile only make the receipts look younger.
  const heads = await observeHeads(nodes)
  const observations = hashes.map(async (hash) => [hash, await observe(nodes, hash, heads)] as const)
  return new Map(await Promise.all(observations))
}

const observe = async (nodes: Nodes, hash: Hex, seen: HeadsObservation): Promise<TransactionObservation> => {
  const observed = await observeReceipt(nodes, hash)
  if (observed.type !== 'mined') return observed
  const { receipt } = observed
  if (seen.type === 'unknown') return { type: 'mined', receipt, finality: 'latest' }
  const finality = finalityAt(receipt.block.number, seen.heads)
  if (finality === 'latest') return { type: 'mined', receipt, finality }

  const block = await observeBlockOfEach(seen.counted, receipt.block)
  if (block.type === 'same') return { type: 'mined', receipt, finality }
  const reason = block.type === 'unknown' ? block.reason : `block ${receipt.block.hash} was replaced`
  return { type: 'unknown', reason }
}
