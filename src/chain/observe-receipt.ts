import {
  type Address,
  getAddress,
  type Hex,
  type Log,
  type PublicClient,
  TransactionReceiptNotFoundError,
} from 'viem'
import { askEach, failureOf, type Nodes, valuesOf } from './nodes.ts'
import type { BlockRef } from './observe-block.ts'

export interface Receipt {
  readonly hash: Hex
  readonly block: BlockRef
  /** false: it is in the block, but was reverted. */
  readonly succeeded: boolean
  readonly from: Address
  readonly gasUsed: bigint
  readonly logs: readonly Log[]
}

export type ReceiptObservation =
  | { readonly type: 'unknown'; readonly reason: string }
  /** No node that answered has it. That proves nothing: it may be waiting, unknown to these nodes, or just undone. */
  | { readonly type: 'missing' }
  | { readonly type: 'mined'; readonly receipt: Receipt }

export const observeReceipt = async (nodes: Nodes, hash: Hex): Promise<ReceiptObservation> => {
  const answers = await askEach(nodes, (node) => receiptOf(node, hash))
  const values = valuesOf(answers)
  if (values.length === 0) return { type: 'unknown', reason: failureOf(answers) }
  const [receipt, ...others] = values.filter((value) => value !== undefined)
  if (!receipt) return { type: 'missing' }
  if (others.some(({ block }) => block.hash !== receipt.block.hash))
    return { type: 'unknown', reason: `the nodes show ${hash} in different blocks` }
  return { type: 'mined', receipt }
}

const receiptOf = async (node: PublicClient, hash: Hex): Promise<Receipt | undefined> => {
  try {
    const receipt = await node.getTransactionReceipt({ hash })
    return {
      hash,
      block: { number: receipt.blockNumber, hash: receipt.blockHash },
      succeeded: receipt.status === 'success',
      from: getAddress(receipt.from),
      gasUsed: receipt.gasUsed,
      logs: receipt.logs,
    }
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined
    throw error
  }
}
