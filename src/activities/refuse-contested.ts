import { FulfilmentError, type Problem } from '../domain/errors.ts'
import type { ClaimedEffect } from '../ledger/effects.ts'
import type { Minter } from '../mint/minter.ts'
import { notYet, orderOf } from './claim-mint.ts'
import type { MintInput } from './minting.ts'

/** A release is heard of this soon. */
const HELD_WAIT_MS = 5_000

/**
 * Takes back a mint whose money went back after it was claimed, where no transaction carries it yet. One that does is
 * waited for: the refund's own event asks a person. Where nothing is kept of mints, nobody is asked any more.
 * @throws FulfilmentError REFUND_OF_MINTED (final): it is not minted
 */
export async function refuseContested(
  minter: Minter,
  claimed: ClaimedEffect,
  input: MintInput,
): Promise<void> {
  const { kept } = minter
  if (claimed.isContested === undefined) return
  const problem = contested(minter, claimed)
  if (kept === undefined || (await isWithdrawn(kept, input, problem)))
    throw new FulfilmentError({ ...problem, retryable: false })
}

/**
 * Where nothing is kept of mints, nobody is asked while an operator holds the payment.
 * @throws FulfilmentError NOT_YET (retryable)
 */
export function awaitRelease(minter: Minter, claimed: ClaimedEffect): void {
  if (claimed.isHeld === undefined || minter.kept !== undefined) return
  throw notYet(`an operator holds ${nameOf(claimed)}: ${outcome(minter, claimed)}`, HELD_WAIT_MS)
}

function contested(minter: Minter, claimed: ClaimedEffect): Problem {
  return {
    code: 'REFUND_OF_MINTED',
    message: `${nameOf(claimed)} is refunded, disputed or gone before it was minted: ${outcome(minter, claimed)}; skip the mint, or retry when the money is there again`,
  }
}

function nameOf({ paymentId, account }: ClaimedEffect): string {
  return `payment ${paymentId} of account ${account}`
}

/** What was asked of others cannot be taken back, and they may have done it. */
function outcome({ kept, name }: Minter, { minter }: ClaimedEffect): string {
  if (minter === undefined || (kept !== undefined && minter === name)) return 'it is not minted'
  return `it is not asked for any more, but MINTER=${minter} was asked before and may have minted it: look there`
}

async function isWithdrawn(
  kept: NonNullable<Minter['kept']>,
  input: MintInput,
  problem: Problem,
): Promise<boolean> {
  try {
    await kept.withdraw(orderOf(input), problem)
    return true
  } catch (error) {
    if (error instanceof FulfilmentError && error.code === 'INVALID_DECISION') return false
    throw error
  }
}
