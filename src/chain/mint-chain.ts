import type { Address, Hex } from 'viem'
import type { Broadcast } from './broadcast.ts'
import type { Chain } from './chain.ts'
import { type Fees, offerFees, raiseFees } from './fees.ts'
import { encodeMints, gasLimitOf, type TokenMint } from './mint-call.ts'
import { mintOutcomes } from './mint-outcomes.ts'
import { unavailable } from './nodes.ts'
import type { BlockRef } from './observe-block.ts'
import type { TransactionObservation } from './observe-transactions.ts'
import { noopPayload, signTransaction } from './sign-transaction.ts'
import type { Signer } from './signer.ts'

interface CallPayload {
  readonly to: Address
  readonly data: Hex
  readonly gasLimit: bigint
}

/** A chain as the mint pump wants it (src/mint/mint-chain.ts). `feeCap`: the most ever offered per unit of gas, in wei. */
export const createMintChain = (chain: Chain, feeCap: bigint) => ({
  chainId: chain.chainId,
  payload: (mints: readonly TokenMint[]): CallPayload => ({
    to: chain.contract,
    data: encodeMints(mints),
    gasLimit: gasLimitOf(mints),
  }),
  simulate: (from: Address, mints: readonly TokenMint[]) =>
    chain.simulate({ from, to: chain.contract, data: encodeMints(mints) }),
  head: async (): Promise<bigint> => {
    const seen = await chain.observeHeads()
    if (seen.type === 'known') return seen.heads.latest
    throw unavailable(seen.reason)
  },
  offerFees: async (): Promise<Fees> => offerFees(await chain.readFeeMarket(), feeCap),
  raiseFees: async (last: Fees): Promise<Fees | undefined> =>
    raiseFees(last, await chain.readFeeMarket(), feeCap),
  broadcast: (raw: Hex): Promise<Broadcast> => chain.broadcast(raw),
  observe: async (hashes: readonly Hex[]) => {
    const seen = await chain.observeTransactions(hashes)
    return new Map([...seen].map(([hash, observation]) => [hash, outcomeOf(chain.contract, observation)]))
  },
  observeBlock: (block: BlockRef) => chain.observeBlock(block),
  observeNonce: (address: Address, nonce: number) => chain.observeNonce({ address, nonce }),
  observeMint: (mint: TokenMint) => chain.observeMint(mint, 'finalized'),
  countTransactions: (address: Address, at: 'latest' | 'finalized') => chain.readNonce(address, at),
  funds: (address: Address) => chain.readFunds(address),
})

/** A key as the mint pump wants it. */
export const createMintSigner = (signer: Signer) => ({
  address: signer.address,
  sign: (call: { chainId: number; nonce: number; payload: CallPayload | undefined }, fees: Fees) => {
    const { chainId, nonce, payload } = call
    const whole = payload ? { chainId, nonce, ...payload } : noopPayload(signer, chainId, nonce)
    return signTransaction(signer, whole, fees)
  },
})

const outcomeOf = (contract: Address, observation: TransactionObservation) => {
  if (observation.type !== 'mined') return observation
  const { block, succeeded, logs } = observation.receipt
  const outcomes = mintOutcomes(contract, logs)
  return { type: 'mined', mined: { block, succeeded, finality: observation.finality, outcomes } } as const
}
