import type { Pool } from 'pg'
import type { ErrorCode, Problem } from '../domain/errors.ts'
import { type Backlog, readBacklog } from './backlog.ts'
import type { Hex, TokenMint } from './mint.ts'
import type { Mined } from './mint-chain.ts'
import { recordMined, recordReplaced, recordVanished, type TransactionState } from './record.ts'
import { parkBarred, parkMint, readCandidates, readRoom, reserve } from './reserve.ts'
import {
  forgetRefusal,
  noteRefusal,
  pauseSigner,
  readSigner,
  registerSigner,
  type SignerId,
  type SignerState,
  unpauseSigner,
} from './signers.ts'
import { type SignedAttempt, storeAttempt } from './store-attempt.ts'
import { type OpenTransaction, readBoundMints, readOpenTransactions } from './transactions.ts'

/** What a pass of the pump keeps. Each call is one transaction; any number of passes may make them at once. */
export interface PumpStore {
  signer(id: SignerId): Promise<SignerState | null>
  /** `nonce` counts only for a signer not known yet. */
  registerSigner(id: SignerId, nonce: number): Promise<void>
  /** Stops it from taking mints on; the first reason stands until it is cleared. `SIGNER_PAUSED` is for people. */
  pauseSigner(id: SignerId, problem: Problem): Promise<void>
  /** Ends a pause of that reason; any other stays. */
  unpauseSigner(id: SignerId, code: ErrorCode): Promise<void>
  /** Leaves to a person what is not to be minted any more: refunded, disputed, gone, or minted under another name. */
  parkBarred(chainId: number): Promise<void>
  /** Keeps what nodes refuse of it; resolves with the chain's head when they first refused just that. */
  noteRefusal(id: SignerId, refused: string, head: bigint): Promise<bigint>
  forgetRefusal(id: SignerId): Promise<void>
  candidates(chainId: number, contract: Hex): Promise<readonly TokenMint[]>
  room(id: SignerId): Promise<number>
  /** Binds mints to a nonce. False: no room, a pause, or another pass has them. */
  reserve(id: SignerId, mints: readonly Hex[]): Promise<boolean>
  parkMint(id: Hex, problem: Problem): Promise<void>
  openTransactions(id: SignerId): Promise<readonly OpenTransaction[]>
  boundMints(tx: string): Promise<readonly TokenMint[]>
  /** To be called before anything is sent. False: another pass was first, and what was signed must be forgotten. */
  storeAttempt(attempt: SignedAttempt): Promise<boolean>
  recordMined(tx: string, hash: Hex, mined: Mined): Promise<TransactionState>
  recordVanished(tx: string, blockHash: Hex, head: bigint): Promise<void>
  recordReplaced(tx: string, spent: number): Promise<void>
  backlog(id: SignerId, contract: Hex): Promise<Backlog>
}

export function createPumpStore(pool: Pool): PumpStore {
  return {
    signer: (id) => readSigner(pool, id),
    registerSigner: (id, nonce) => registerSigner(pool, id, nonce),
    pauseSigner: (id, problem) => pauseSigner(pool, id, problem),
    unpauseSigner: (id, code) => unpauseSigner(pool, id, code),
    parkBarred: (chainId) => parkBarred(pool, chainId),
    noteRefusal: (id, refused, head) => noteRefusal(pool, id, refused, head),
    forgetRefusal: (id) => forgetRefusal(pool, id),
    candidates: (chainId, contract) => readCandidates(pool, chainId, contract),
    room: (id) => readRoom(pool, id),
    reserve: (id, mints) => reserve(pool, id, mints),
    parkMint: (id, problem) => parkMint(pool, id, problem),
    openTransactions: (id) => readOpenTransactions(pool, id),
    boundMints: (tx) => readBoundMints(pool, tx),
    storeAttempt: (attempt) => storeAttempt(pool, attempt),
    recordMined: (tx, hash, mined) => recordMined(pool, tx, hash, mined),
    recordVanished: (tx, blockHash, head) => recordVanished(pool, tx, blockHash, head),
    recordReplaced: (tx, spent) => recordReplaced(pool, tx, spent),
    backlog: (id, contract) => readBacklog(pool, id, contract),
  }
}
