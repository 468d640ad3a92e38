import { type Address, getAddress, type Hex, type PublicClient, TransactionNotFoundError } from 'viem'
import { askEach, failureOf, type Nodes, valuesOf } from './nodes.ts'

/** Who sent a transaction, and as which of theirs: it and another of the same nonce can never both be mined. */
export interface Sender {
  readonly address: Address
  readonly nonce: number
}

export type SenderObservation =
  | { readonly type: 'unknown'; readonly reason: string }
  /** No node that answered knows the transaction, mined or waiting. That proves nothing. */
  | { readonly type: 'missing' }
  | { readonly type: 'found'; readonly sender: Sender }

/** Worth storing as soon as the transaction is seen: later it may be the only way to tell that it never can be mined. */
export const observeSender = async (nodes: Nodes, hash: Hex): Promise<SenderObservation> => {
  const answers = await askEach(nodes, (node) => senderOf(node, hash))
  const values = valuesOf(answers)
  if (values.length === 0) return { type: 'unknown', reason: failureOf(answers) }
  const sender = values.find((value) => value !== undefined)
  return sender ? { type: 'found', sender } : { type: 'missing' }
}

const senderOf = async (node: PublicClient, hash: Hex): Promise<Sender | undefined> => {
  try {
    const { from, nonce } = await node.getTransaction({ hash })
    return { address: getAddress(from), nonce }
  } catch (error) {
    if (error instanceof TransactionNotFoundError) return undefined
    throw error
  }
}

export type NonceObservation =
  | { readonly type: 'unknown'; readonly reason: string }
  /** Not spent for good: a transaction of this nonce may still be mined. */
  | { readonly type: 'open' }
  /** Spent in a finalized block. A transaction of this nonce that is not mined by now never will be. */
  | { readonly type: 'spent' }

/** Only when every node says so is a nonce spent; one that does not answer might know better. */
export const observeNonce = async (nodes: Nodes, { address, nonce }: Sender): Promise<NonceObservation> => {
  const ask = (node: PublicClient) => node.getTransactionCount({ address, blockTag: 'finalized' })
  const answers = await askEach(nodes, ask)
  const counts = valuesOf(answers)
  if (counts.some((count) => count <= nonce)) return { type: 'open' }
  return counts.length === nodes.length ? { type: 'spent' } : { type: 'unknown', reason: failureOf(answers) }
}
