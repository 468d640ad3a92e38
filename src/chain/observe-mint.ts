import { type Address, zeroHash } from 'viem'
import type { Finality } from './heads.ts'
import { LTZ_ABI } from './ltz-abi.ts'
import { mintCommitment, type TokenMint } from './mint-call.ts'
import { askEach, failureOf, type Nodes, valuesOf } from './nodes.ts'

export type MintObservation =
  | { readonly type: 'unknown'; readonly reason: string }
  /** Not minted as far as the nodes have come. */
  | { readonly type: 'open' }
  /** Minted, to this wallet and in this amount. */
  | { readonly type: 'minted' }
  /** Its id was used for another wallet or amount. */
  | { readonly type: 'conflict' }

/** What the contract says of one mint, whichever transaction did it. */
export const observeMint = async (
  nodes: Nodes,
  contract: Address,
  mint: TokenMint,
  at: Finality,
): Promise<MintObservation> => {
  const answers = await askEach(nodes, (node) =>
    node.readContract({
      address: contract,
      abi: LTZ_ABI,
      functionName: 'minted',
      args: [mint.id],
      blockTag: at,
    }),
  )
  const values = valuesOf(answers)
  if (values.length === 0) return { type: 'unknown', reason: failureOf(answers) }
  const used = new Set(values.filter((value) => value !== zeroHash))
  const [commitment] = used
  if (commitment === undefined) return { type: 'open' }
  if (used.size > 1) return { type: 'unknown', reason: `the nodes disagree on mint ${mint.id}` }
  return { type: commitment === mintCommitment(mint) ? 'minted' : 'conflict' }
}
