import { FulfilmentError } from '../domain/errors.ts'
import type { ClaimedEffect } from '../ledger/effects.ts'
import { attemptNow } from './attempts.ts'
import {
  type ClaimedMint,
  claim,
  claimMint,
  type MintRequest,
  mintingOf,
  notYet,
  orderOf,
} from './claim-mint.ts'
import type { Deps } from './deps.ts'
import type { MintInput, Minting } from './minting.ts'
import { awaitRelease, refuseContested } from './refuse-contested.ts'

/** What became of the mint an event asks for. */
export interface MintResult {
  /** `elsewhere`: another event of the payment asked first, and sees to it. */
  readonly state: 'done' | 'skipped' | 'elsewhere'
  readonly txHash?: string
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 10_000

/**
 * Has the payment's tokens minted, once, whoever else asks for them. Each look is an attempt of this activity: however
 * long it takes, its history is one activity.
 */
export const mintTokens =
  (deps: Deps) =>
  async (request: MintRequest): Promise<MintResult> => {
    const minting = mintingOf(deps)
    const { claimed, input } = await claimMint(deps, request)
    const { state, result, paymentId } = claimed
    switch (state) {
      case 'waiting':
        throw notYet(
          `the money of payment ${paymentId} is not confirmed, or held: nothing is minted`,
          waitMs(),
        )
      case 'elsewhere':
      case 'skipped':
        return { state }
      case 'done':
        return { state, ...result }
      case 'claimed':
        await refuseContested(minting.minter, claimed, input)
        awaitRelease(minting.minter, claimed)
        return await carried(deps, minting, { claimed, input })
    }
  }

async function carried(
  deps: Deps,
  { runs, minter }: Minting,
  { claimed, input }: ClaimedMint,
): Promise<MintResult> {
  const end = await runs.carry(input)
  if (end === undefined) throw notYet(await explain(minter, claimed, input), waitMs())
  if ('problem' in end) throw new FulfilmentError({ ...end.problem, retryable: false })
  if ((await claim(deps, input)).state !== 'claimed') return { state: 'done', txHash: end.txHash }
  await runs.carryAnew(input, false)
  throw notYet(
    `the chain took back the tokens of payment ${input.paymentId}: they are asked for again`,
    waitMs(),
  )
}

async function explain(
  { kept }: Minting['minter'],
  { isHeld }: ClaimedEffect,
  input: MintInput,
): Promise<string> {
  const why = kept === undefined ? 'it is asked for' : await kept.explain(orderOf(input))
  const hold =
    isHeld === undefined ? '' : '; an operator holds it, so that it waits where no transaction is out'
  return `payment ${input.paymentId} is being minted: ${why}${hold}`
}

function waitMs(): number {
  return Math.round(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 1.25 ** (attemptNow() - 1)))
}
