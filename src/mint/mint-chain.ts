import type { Hex, TokenMint } from './mint.ts'
import type { Fees, Payload } from './store-attempt.ts'

export type MintOutcome = 'minted' | 'skipped' | 'conflict' | 'refused'

export interface BlockRef {
  readonly number: bigint
  readonly hash: Hex
}

export interface Mined {
  readonly block: BlockRef
  /** false: in the block, but reverted. */
  readonly succeeded: boolean
  /** More than `latest` only after the hash of its block was looked up again. */
  readonly finality: 'latest' | 'safe' | 'finalized'
  /** What the contract did, by mint id. */
  readonly outcomes: ReadonlyMap<Hex, MintOutcome>
}

/** Something that was signed, and the contract it calls: none when it is a noop. */
export interface SentAttempt {
  readonly hash: Hex
  readonly contract: Hex | undefined
}

/** `missing` is what nodes say that answered; it proves nothing. */
export type Observation =
  | { readonly type: 'unknown'; readonly reason: string }
  | { readonly type: 'missing' }
  | { readonly type: 'mined'; readonly mined: Mined }

export type RevertReason =
  | { readonly type: 'transaction-cap' | 'day-cap'; readonly cap: bigint; readonly wanted: bigint }
  | { readonly type: 'not-a-minter' }
  /** Of a mint among them: more than 2^256 - 1. */
  | { readonly type: 'amount-too-large' }
  | { readonly type: 'other'; readonly data: Hex }

export type Simulation =
  | { readonly type: 'unknown'; readonly reason: string }
  | { readonly type: 'passes' }
  | { readonly type: 'reverts'; readonly reason: RevertReason }

export type Broadcast =
  | {
      readonly type: 'accepted' | 'already-known' | 'nonce-too-low' | 'underpriced' | 'insufficient-funds'
    }
  | { readonly type: 'unknown'; readonly reason: string }

/**
 * What the pump needs of a chain and of the token's contract on it. What cannot be `unknown` throws FulfilmentError
 * CHAIN_UNAVAILABLE (retryable) instead.
 */
export interface MintChain {
  readonly chainId: number
  /** Whose mints are taken on. What was sent to another is judged by that one. */
  readonly contract: Hex
  /** The call that mints all of these, by the contract of the first: always the same for the same mints in the same order. */
  readonly payload: (mints: readonly TokenMint[]) => Payload
  /** What the contract would do now; nothing is sent. */
  readonly simulate: (from: Hex, mints: readonly TokenMint[]) => Promise<Simulation>
  readonly head: () => Promise<bigint>
  /** What to offer for a first attempt now. */
  readonly offerFees: () => Promise<Fees>
  /** What to offer after that; undefined when it would be over the cap. */
  readonly raiseFees: (last: Fees) => Promise<Fees | undefined>
  /** Sends the bytes to every node once. Never throws. */
  readonly broadcast: (raw: Hex) => Promise<Broadcast>
  readonly observe: (sent: readonly SentAttempt[]) => Promise<ReadonlyMap<Hex, Observation>>
  /** Whether a block seen before is still part of the chain. */
  readonly observeBlock: (block: BlockRef) => Promise<{ readonly type: 'unknown' | 'same' | 'replaced' }>
  /** `spent` only when every node shows it spent in a finalized block. */
  readonly observeNonce: (
    address: Hex,
    nonce: number,
  ) => Promise<{ readonly type: 'unknown' | 'open' | 'spent' }>
  /** What the finalized state of its contract says of a mint. */
  readonly observeMint: (
    mint: TokenMint,
  ) => Promise<{ readonly type: 'unknown' | 'open' | 'minted' | 'conflict' }>
  readonly countTransactions: (address: Hex, at: 'latest' | 'finalized') => Promise<number>
  /** What the address can pay for gas, in wei. */
  readonly funds: (address: Hex) => Promise<bigint>
}

/** Whatever holds the key. Its signatures need not be the same each time: they are stored before they are sent. */
export interface MintSigner {
  readonly address: Hex
  /** Without a payload: a transfer of nothing to itself, which spends the nonce. */
  readonly sign: (
    transaction: { readonly chainId: number; readonly nonce: number; readonly payload: Payload | undefined },
    fees: Fees,
  ) => Promise<{ readonly raw: Hex; readonly hash: Hex }>
}
