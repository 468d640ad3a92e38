import type { Hex } from 'viem'
import { type Answer, askEach, type Nodes } from './nodes.ts'

/** What came of sending. None of these is evidence that the transaction was, or was not, or will be mined. */
export type Broadcast =
  | { readonly type: 'accepted' }
  /** These very bytes wait in the pool, or are mined. */
  | { readonly type: 'already-known' }
  /** A transaction of this nonce is mined: this one, an earlier attempt, or somebody else's. Receipts tell which. */
  | { readonly type: 'nonce-too-low' }
  /** Another attempt waits and this one offers too little more, or less than the base fee: raise the fees. */
  | { readonly type: 'underpriced' }
  /** The signer cannot pay for gas. */
  | { readonly type: 'insufficient-funds' }
  /** No answer, or one we do not know. It may have been taken in all the same: send the same bytes again later. */
  | { readonly type: 'unknown'; readonly reason: string }

type Told = Exclude<Broadcast['type'], 'accepted' | 'unknown'>

/** By their words, since codes differ: geth, reth, erigon, nethermind, besu and anvil say it so. First match wins. */
const WORDS: readonly (readonly [Told, RegExp])[] = [
  [
    'already-known',
    /already (?:known|imported|exists|in (?:the )?(?:mem)?pool)|known transaction|alreadyknown/i,
  ],
  ['nonce-too-low', /nonce (?:is )?too low|old ?nonce|nonce .*(?:already used|lower than)/i],
  [
    'underpriced',
    /underpriced|fee too low|too low to (?:replace|compete)|less than block base fee|feetoolow|gas price too low|below (?:the )?(?:base|minimum) fee/i,
  ],
  ['insufficient-funds', /insufficient (?:funds|balance)|upfront cost .*exceeds/i],
]

/** What a node means by refusing a transaction; undefined when it is nothing we know. */
export const classifyRefusal = (message: string): Told | undefined =>
  WORDS.find(([, words]) => words.test(message))?.[0]

/** One node that has it is enough; one that says more about it outweighs one that says less. */
const WEIGHT: readonly Broadcast['type'][] = [
  'accepted',
  'already-known',
  'nonce-too-low',
  'underpriced',
  'insufficient-funds',
  'unknown',
]

/** Sends the signed bytes to every node, once. Never throws: whatever happened, the way on is to look and send again. */
export const broadcast = async (nodes: Nodes, raw: Hex): Promise<Broadcast> => {
  const answers = await askEach(nodes, (node) => node.sendRawTransaction({ serializedTransaction: raw }))
  const outcomes = answers.map(outcomeOf)
  const [best] = outcomes.sort((a, b) => WEIGHT.indexOf(a.type) - WEIGHT.indexOf(b.type))
  return best ?? { type: 'unknown', reason: 'no node is configured' }
}

const outcomeOf = (answer: Answer<Hex>): Broadcast => {
  if (answer.type === 'answer') return { type: 'accepted' }
  const type = classifyRefusal(answer.reason)
  return type ? { type } : { type: 'unknown', reason: answer.reason }
}
