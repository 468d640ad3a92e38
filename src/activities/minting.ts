import type { Problem } from '../domain/errors.ts'
import type { MintEffect } from '../domain/plan-mint.ts'
import type { Minter } from '../mint/minter.ts'
import type { MintOutbox } from '../mint/outbox.ts'
import type { Pump, PumpReport } from '../mint/pump-pass.ts'

/** The input of the workflow that carries one payment's mint. */
export interface MintInput {
  readonly account: string
  /** The name it is minted under, which stays whatever else the payment is found to be called. */
  readonly paymentId: string
  readonly mint: MintEffect
  /** The event that claimed it. */
  readonly endpoint: string
  readonly eventKey: string
}

/** How that workflow ends. */
export type MintEnd = { readonly txHash: string } | { readonly problem: Problem }

/** The workflows that carry one payment's mint each. */
export interface MintRuns {
  /** Makes sure that one carries it; resolves with how it ended, if it has. */
  carry(input: MintInput): Promise<MintEnd | undefined>
  /** Again, also where one has ended. `instead`: of one that still carries it as it was before. */
  carryAnew(input: MintInput, instead: boolean): Promise<void>
}

/** What brings mints on chain, and what hears of it. */
export interface Pumping extends Pump {
  readonly feed: Pick<MintOutbox, 'adoptTransitions' | 'transitions' | 'hasTransitions'>
  /** Rhythm of the chain: how long to wait for the next block. */
  readonly blockTimeMs: number
  readonly passed: (report: PumpReport) => void
  /** What is known of this wallet may be another by now. */
  readonly walletChanged: (wallet: string) => Promise<void>
}

/** Who mints here. */
export interface Minting {
  readonly minter: Minter
  readonly runs: MintRuns
  /** Missing where others bring mints on chain. */
  readonly pump?: Pumping
}
