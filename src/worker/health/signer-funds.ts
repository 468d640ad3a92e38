import type { Minting } from '../../activities/index.ts'
import type { SignerFunds } from '../../domain/alarm.ts'
import { lower } from '../../mint/mint.ts'

/** What the minting address can pay for gas; undefined where this worker mints on no chain. `floorWei`: below it is too low. */
export function signerFunds(
  minting: Minting | undefined,
  floorWei: bigint,
): (() => Promise<SignerFunds>) | undefined {
  if (minting?.pump === undefined) return undefined
  const { chain, signer } = minting.pump
  const address = lower(signer.address)
  return async () => ({ address, balance: await chain.funds(address), floor: floorWei })
}
