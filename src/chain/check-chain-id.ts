import { FulfilmentError } from '../domain/errors.ts'
import { askEach, failureOf, type Nodes, unavailable, valuesOf } from './nodes.ts'

/**
 * To be called at start: a node of another chain would show our transactions missing, and take signatures meant for it.
 * A node that does not answer is no reason not to start while another does.
 * @throws FulfilmentError CHAIN_MISMATCH (final), CHAIN_UNAVAILABLE (retryable)
 */
export const checkChainId = async (nodes: Nodes, expected: number): Promise<void> => {
  const answers = await askEach(nodes, (node) => node.getChainId())
  const ids = valuesOf(answers)
  if (ids.length === 0) throw unavailable(`no node answered (${failureOf(answers)})`)
  const other = ids.find((id) => id !== expected)
  if (other === undefined) return
  throw new FulfilmentError({
    code: 'CHAIN_MISMATCH',
    retryable: false,
    message: `a node of CHAIN_RPC_URL is on chain ${other}, but CHAIN_ID is ${expected}`,
  })
}
