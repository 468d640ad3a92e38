import { type Hex, type PublicClient, TransactionNotFoundError } from 'viem'
import { askEach, failureOf, type Nodes, valuesOf } from './nodes.ts'

export type PresenceObservation =
  | { readonly type: 'unknown'; readonly reason: string }
  /** Some node knows it: in a block, or waiting for one. */
  | { readonly type: 'present' }
  /** Every node answered, and none has heard of it. */
  | { readonly type: 'absent' }

/** Whether any node knows a transaction at all. Unlike `missing`, `absent` is not said while a single node is silent. */
export const observePresence = async (nodes: Nodes, hash: Hex): Promise<PresenceObservation> => {
  const answers = await askEach(nodes, (node) => isKnownTo(node, hash))
  const values = valuesOf(answers)
  if (values.includes(true)) return { type: 'present' }
  return values.length === nodes.length ? { type: 'absent' } : { type: 'unknown', reason: failureOf(answers) }
}

const isKnownTo = async (node: PublicClient, hash: Hex): Promise<boolean> => {
  try {
    await node.getTransaction({ hash })
    return true
  } catch (error) {
    if (error instanceof TransactionNotFoundError) return false
    throw error
  }
}
