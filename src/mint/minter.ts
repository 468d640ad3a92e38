import type { Problem } from '../domain/errors.ts'
import type { Hex } from './mint.ts'

/** The tokens one payment asks for. */
export interface MintOrder {
  readonly account: string
  readonly paymentId: string
  readonly asset: string
  /** Minor units of the asset. */
  readonly amount: bigint
  readonly wallet: Hex
  /** The Stripe Checkout session that was paid, where it was one. */
  readonly sessionId?: string
}

export type MintProgress =
  | { readonly state: 'minted'; readonly txHash: Hex }
  | { readonly state: 'waiting'; readonly retryAfterMs: number; readonly because?: string }

/** Who issues tokens: our own signer on the chain, or Loyalteez for us. */
export interface Minter {
  /** As MINTER has it; kept with a mint before it is asked for. */
  readonly name: 'chain' | 'loyalteez'
  /** Before it is asked at all. @throws FulfilmentError MINT_REFUSED (final): it could not mint this */
  check?(order: MintOrder): void
  /**
   * One try of a mint, which is one payment's: asked again, it only says where that stands. `attempt` counts the tries
   * from 1; it spaces them and means nothing else.
   * @throws FulfilmentError MINT_UNAVAILABLE (retryable, after `retryAfterMs` where that is known), MINT_REFUSED,
   *   EFFECT_CONFLICT (final), and what holds up a mint on the chain
   */
  mint(order: MintOrder, attempt: number): Promise<MintProgress>
  /** Missing where nothing of a mint is kept here. */
  readonly kept?: KeptMints
}

/** Mints that are kept until they are done, and what an operator may still do about them. */
export interface KeptMints {
  /** In words, what it waits for. */
  explain(order: MintOrder): Promise<string>
  /** Tries again what was given up; nothing where it was never asked for, is on its way, or done. */
  resume(order: MintOrder): Promise<void>
  /** To the wallet of this order from now on. @throws FulfilmentError INVALID_DECISION (final): a transaction carries it */
  amend(order: MintOrder): Promise<void>
  /** Not to be minted, for that reason. @throws FulfilmentError INVALID_DECISION (final): a transaction carries it */
  withdraw(order: MintOrder, problem: Problem): Promise<void>
}
