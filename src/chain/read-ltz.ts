import { type Address, type Hex, type PublicClient, zeroHash } from 'viem'
import type { Finality } from './heads.ts'
import { LTZ_ABI } from './ltz-abi.ts'
import { mintCommitment, type TokenMint } from './mint-call.ts'
import { askAny, askEach, failureOf, type Nodes, valuesOf } from './nodes.ts'

export type MintState =
  | { readonly type: 'unknown'; readonly reason: string }
  /** Not minted as far as the nodes have come. */
  | { readonly type: 'open' }
  /** Minted, to this wallet and in this amount. */
  | { readonly type: 'minted' }
  /** Its id was used for another wallet or amount. */
  | { readonly type: 'conflict' }

/** What the contract says of one mint, whichever transaction did it. */
export const readMintState = async (
  nodes: Nodes,
  contract: Address,
  mint: TokenMint,
  at: Finality,
): Promise<MintState> => {
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

/**
 * All LTZ there are, in minor units.
 * @throws FulfilmentError CHAIN_UNAVAILABLE (retryable)
 */
export const readTotalSupply = (nodes: Nodes, contract: Address, at: Finality): Promise<bigint> =>
  askAny(nodes, (node) =>
    node.readContract({ address: contract, abi: LTZ_ABI, functionName: 'totalSupply', blockTag: at }),
  )

/**
 * The LTZ of one wallet, in minor units.
 * @throws FulfilmentError CHAIN_UNAVAILABLE (retryable)
 */
export const readTokenBalance = (
  nodes: Nodes,
  contract: Address,
  wallet: Address,
  at: Finality,
): Promise<bigint> =>
  askAny(nodes, (node) =>
    node.readContract({
      address: contract,
      abi: LTZ_ABI,
      functionName: 'balanceOf',
      args: [wallet],
      blockTag: at,
    }),
  )

export interface MintEvent extends TokenMint {
  readonly blockNumber: bigint
  readonly transactionHash: Hex
}

/** Providers refuse longer ranges. */
const BLOCKS_A_CALL = 2_000n

/**
 * Every `MintedFor` of a range of blocks, both ends included. For reconciliation: that a mint is not in there yet is no
 * reason to mint it again.
 * @throws FulfilmentError CHAIN_UNAVAILABLE (retryable)
 */
export const readMintEvents = async (
  nodes: Nodes,
  contract: Address,
  from: bigint,
  to: bigint,
): Promise<readonly MintEvent[]> => {
  const events: MintEvent[] = []
  for (let fromBlock = from; fromBlock <= to; fromBlock += BLOCKS_A_CALL) {
    const last = fromBlock + BLOCKS_A_CALL - 1n
    const toBlock = last < to ? last : to
    events.push(...(await askAny(nodes, (node) => eventsIn(node, contract, fromBlock, toBlock))))
  }
  return events
}

const eventsIn = async (
  node: PublicClient,
  address: Address,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<MintEvent[]> => {
  const range = { fromBlock, toBlock, strict: true } as const
  const logs = await node.getContractEvents({ address, abi: LTZ_ABI, eventName: 'MintedFor', ...range })
  return logs.map(({ args, blockNumber, transactionHash }) => ({ ...args, blockNumber, transactionHash }))
}
