import { askEach, failureOf, type Nodes } from './nodes.ts'

/** Nodes that say that they are on this chain. */
export interface NodesOfChain {
  readonly chainId: number
  readonly nodes: Nodes
}

export type ChainObservation =
  /** A node is on another chain, or none says on which it is. */
  | { readonly type: 'unknown'; readonly reason: string }
  /** `silent`: why some of the nodes are not among them. */
  | ({ readonly type: 'known'; readonly silent?: string } & NodesOfChain)

/**
 * Which of the nodes are on this chain. To be asked at each look: what a URL leads to may change after the start, and to
 * a node of another chain every payment is one that was never made.
 */
export const observeChain = async (nodes: Nodes, chainId: number): Promise<ChainObservation> => {
  const answers = await askEach(nodes, (node) => node.getChainId())
  const ids = answers.map((answer) => (answer.type === 'answer' ? answer.value : undefined))
  const other = ids.find((id) => id !== undefined && id !== chainId)
  if (other !== undefined)
    return { type: 'unknown', reason: `a node is on chain ${other} instead of ${chainId}` }
  const ours = nodes.filter((_, index) => ids[index] === chainId)
  const silence = failureOf(answers)
  if (ours.length === 0) return { type: 'unknown', reason: silence }
  return { type: 'known', chainId, nodes: ours, ...(ours.length < nodes.length ? { silent: silence } : {}) }
}
