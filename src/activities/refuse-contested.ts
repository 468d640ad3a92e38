import { FulfilmentError, type Problem } from '../domain/errors.ts'
import type { ClaimedEffect } from '../ledger/effects.ts'
import type { Minter } from '../mint/minter.ts'
import { orderOf } from './claim-mint.ts'
import type { MintInput } from './minting.ts'

/**
 * Takes back a mint whose money went back after it was claimed, where no transaction carries it yet. One that does is
 * waited for: the refund's own event asks a person.
 * @throws FulfilmentError REFUND_OF_MINTED (final): it is not minted
 */
export async function refuseContested(
  { kept }: Minter,
  { isContested, paymentId, account }: ClaimedEffect,
  input: MintInput,
): Promise<void> {
  if (isContested === undefined || kept === undefined) return
  const problem: Problem = {
    code: 'REFUND_OF_MINTED',
    message: `payment ${paymentId} of account ${account} is refunded, disputed or gone before it was minted: it is not minted; skip the mint, or retry when the money is there again`,
  }
  if (await isWithdrawn(kept, input, problem)) throw new FulfilmentError({ ...problem, retryable: false })
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
