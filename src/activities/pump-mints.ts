import { type ErrorCode, FulfilmentError, type Problem } from '../domain/errors.ts'
import { lower } from '../mint/mint.ts'
import { type PumpReport, pumpPass } from '../mint/pump-pass.ts'
import { attemptNow } from './attempts.ts'
import { mintingOf, notYet } from './claim-mint.ts'
import type { Deps } from './deps.ts'
import type { Pumping } from './minting.ts'
import { stateMints } from './state-mints.ts'

/** A key on a chain, as the pump's workflow names it. */
export interface PumpSigner {
  readonly chainId: number
  /** Lower case. */
  readonly address: string
}

export interface PumpRequest {
  readonly signer: PumpSigner
  /** Known, and an operator asked: only another state of the signer is news. */
  readonly pausedFor?: ErrorCode
}

/** Why it stopped. Neither: there is more to do, and the workflow was to have its turn. */
export interface Pumped {
  readonly isIdle: boolean
  readonly pause?: Problem
}

/** A retry has no history, but what came for the workflow meanwhile has, and waits for the activity to end. */
const MAX_ATTEMPTS = 500
/** Of a block's time. */
const AFTER_SENDING = 0.25
const WHILE_PAUSED = 5

/**
 * Brings the signer's mints on chain: one pass an attempt, until every mint is final and the books have heard of it. May be
 * killed anywhere, and may run twice at once.
 */
export const pumpMints =
  (deps: Deps) =>
  async ({ signer, pausedFor }: PumpRequest): Promise<Pumped> => {
    const pumping = pumpOf(deps, signer)
    const report = await pumpPass(pumping)
    pumping.passed(report)
    const isFed = await stateMints(deps, pumping)
    const end = endOf(report, isFed, pausedFor)
    if (end !== undefined) return end
    throw notYet(inWords(report), retryAfterMs(report, pumping.blockTimeMs))
  }

function endOf(report: PumpReport, isFed: boolean, pausedFor: ErrorCode | undefined): Pumped | undefined {
  const { pause } = report
  if (pause === undefined && isFed && openOf(report) === 0) return { isIdle: true }
  const isNews = pause?.code !== pausedFor || attemptNow() >= MAX_ATTEMPTS
  return isNews ? { isIdle: false, ...(pause === undefined ? {} : { pause }) } : undefined
}

/** Gives a signer that was paused another chance; if nothing has changed, it is paused again. */
export const unpauseSigner =
  (deps: Deps) =>
  async ({ signer, code }: { readonly signer: PumpSigner; readonly code: ErrorCode }): Promise<void> => {
    const { outbox, chain, signer: key } = pumpOf(deps, signer)
    await outbox.unpauseSigner({ chainId: chain.chainId, address: lower(key.address) }, code)
  }

function pumpOf(deps: Deps, { chainId, address }: PumpSigner): Pumping {
  const { pump } = mintingOf(deps)
  if (pump !== undefined && pump.chain.chainId === chainId && lower(pump.signer.address) === address)
    return pump
  throw new FulfilmentError({
    code: 'SIGNER_PAUSED',
    retryable: false,
    message: `this worker does not hold the key of ${address} on chain ${chainId}: start one that does (SIGNER_KEY, CHAIN_ID), and retry; if nothing of it is waiting, terminate this pump`,
  })
}

function openOf({ requested, waiting, watched }: PumpReport): number {
  return requested + waiting + watched
}

function retryAfterMs({ reserved, sent, pause }: PumpReport, blockTimeMs: number): number {
  if (pause !== undefined) return blockTimeMs * WHILE_PAUSED
  return Math.round(blockTimeMs * (reserved + sent > 0 ? AFTER_SENDING : 1))
}

function inWords({ requested, waiting, watched, unknown, refused, pause }: PumpReport): string {
  const open = `${requested} mints in no transaction, ${waiting} transactions not mined, ${watched} not final`
  const trouble = unknown > 0 ? `; nodes do not tell of ${unknown}` : ''
  const refusal = refused === undefined ? '' : `; nodes have not taken what goes first: ${refused}`
  return `${open}${trouble}${refusal}${pause === undefined ? '' : `; ${pause.code}: ${pause.message}`}`
}
