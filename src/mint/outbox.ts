import type { Pool } from 'pg'
import { cancelTransaction } from './cancel-transaction.ts'
import type { Hex, Mint, MintRequest } from './mint.ts'
import { createPumpStore, type PumpStore } from './pump-store.ts'
import { amendWallet, readMint, requestMint, resumeMint } from './requests.ts'
import type { SignerId } from './signers.ts'
import { readTally, type Tally } from './tally.ts'
import {
  adoptTransitions,
  type Cursor,
  hasTransitions,
  readTransitions,
  type Transition,
} from './transitions.ts'

/** What is to be minted, and what has become of it. Every method may throw FulfilmentError MINT_UNAVAILABLE (retryable). */
export interface MintOutbox extends PumpStore {
  /**
   * Asks for a mint, once: again with the same content it only tells where the mint stands.
   * @throws FulfilmentError EFFECT_CONFLICT (final): asked for before with another wallet, amount, asset or chain
   */
  requestMint(request: MintRequest): Promise<Mint>
  mint(id: Hex): Promise<Mint | null>
  /**
   * Another wallet; parked or not, the mint waits for its turn again.
   * @throws FulfilmentError INVALID_DECISION (final): a transaction carries it, or it is done
   */
  amendWallet(id: Hex, wallet: Hex): Promise<Mint>
  /**
   * Tries a parked mint again; any other stays as it is.
   * @throws FulfilmentError INVALID_DECISION (final): unknown, or its last transaction is not settled yet
   */
  resumeMint(id: Hex): Promise<Mint>
  /**
   * Spends a nonce on nothing, unless its transaction is mined all the same. When that is final, its mints are
   * requested again. False when it is mined, or there is no such nonce.
   */
  cancelTransaction(signer: SignerId, nonce: number): Promise<boolean>
  /** How many mints stand where, and how much that is: to be compared with ledger and chain. */
  tally(chainId: number): Promise<readonly Tally[]>
  /** Before they are read: after a dump and restore their numbers, and how far they were read, are of another cluster. */
  adoptTransitions(): Promise<void>
  /** Changes of status after a point, in an order in which none is ever passed over. */
  transitions(after: Cursor | undefined, limit: number): Promise<readonly Transition[]>
  /** Whether there is any after that point, also such as must wait to be read for what else is being written. */
  hasTransitions(after: Cursor | undefined): Promise<boolean>
}

export function createMintOutbox(pool: Pool): MintOutbox {
  return {
    ...createPumpStore(pool),
    requestMint: (request) => requestMint(pool, request),
    mint: (id) => readMint(pool, id),
    amendWallet: (id, wallet) => amendWallet(pool, id, wallet),
    resumeMint: (id) => resumeMint(pool, id),
    cancelTransaction: (signer, nonce) => cancelTransaction(pool, signer, nonce),
    tally: (chainId) => readTally(pool, chainId),
    adoptTransitions: () => adoptTransitions(pool),
    transitions: (after, limit) => readTransitions(pool, after, limit),
    hasTransitions: (after) => hasTransitions(pool, after),
  }
}
