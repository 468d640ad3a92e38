import { type Address, type Hex, maxUint256 } from 'viem'
import type { Broadcast } from './broadcast.ts'
import type { Chain } from './chain.ts'
import { type Fees, offerFees, raiseFees } from './fees.ts'
import { encodeMints, gasLimitOf, type TokenMint } from './mint-call.ts'
import { type MintOutcome, mintOutcomes } from './mint-outcomes.ts'
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

interface ContractMint extends TokenMint {
  readonly contract: Address
}

interface SentAttempt {
  readonly hash: Hex
  readonly contract: Address | undefined
}

/** No token has such an amount: it could not even be written down for the contract. */
const TOO_LARGE = { type: 'reverts', reason: { type: 'amount-too-large' } } as const

/** A chain as the mint pump wants it (src/mint/mint-chain.ts). `feeCap`: the most ever offered per unit of gas, in wei. */
export const createMintChain = (chain: Chain, feeCap: bigint) => ({
  chainId: chain.chainId,
  contract: chain.contract,
  payload: (mints: readonly ContractMint[]): CallPayload => ({
    to: contractOf(mints),
    data: encodeMints(mints),
    gasLimit: gasLimitOf(mints),
  }),
  simulate: async (from: Address, mints: readonly ContractMint[]) => {
    if (mints.some(({ amount }) => amount > maxUint256)) return TOO_LARGE
    return chain.simulate({ from, to: contractOf(mints), data: encodeMints(mints) })
  },
  head: async (): Promise<bigint> => {
    const seen = await chain.observeHeads()
    if (seen.type === 'known') return seen.heads.latest
    throw unavailable(seen.reason)
  },
  offerFees: async (): Promise<Fees> => offerFees(await chain.readFeeMarket(), feeCap),
  raiseFees: async (last: Fees): Promise<Fees | undefined> =>
    raiseFees(last, await chain.readFeeMarket(), feeCap),
  broadcast: (raw: Hex): Promise<Broadcast> => chain.broadcast(raw),
  observe: async (sent: readonly SentAttempt[]) => {
    const contracts = new Map(sent.map(({ hash, contract }) => [hash, contract]))
    const seen = await chain.observeTransactions([...contracts.keys()])
    return new Map([...seen].map(([hash, shown]) => [hash, outcomeOf(contracts.get(hash), shown)]))
  },
  observeBlock: (block: BlockRef) => chain.observeBlock(block),
  observeNonce: (address: Address, nonce: number) => chain.observeNonce({ address, nonce }),
  observeMint: (mint: ContractMint) => chain.observeMint(mint, 'finalized', mint.contract),
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

const contractOf = ([first]: readonly ContractMint[]): Address => {
  if (first) return first.contract
  throw new RangeError('no mints, and so no contract')
}

const outcomeOf = (contract: Address | undefined, observation: TransactionObservation) => {
  if (observation.type !== 'mined') return observation
  const { block, succeeded, logs } = observation.receipt
  const outcomes = contract === undefined ? new Map<Hex, MintOutcome>() : mintOutcomes(contract, logs)
  return { type: 'mined', mined: { block, succeeded, finality: observation.finality, outcomes } } as const
}
