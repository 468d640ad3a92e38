import { effectKey } from '../domain/ids.ts'
import { attemptNow } from './attempts.ts'
import { claim, mintingOf, notYet, orderOf } from './claim-mint.ts'
import type { Deps } from './deps.ts'
import type { MintEnd, MintInput } from './minting.ts'
import { awaitRelease, refuseContested } from './refuse-contested.ts'

/**
 * Brings one payment's mint to its end, and marks it as done. Each look is an attempt of this activity.
 * @throws FulfilmentError of the minter (final): a person must act
 */
export const mintForPayment =
  (deps: Deps) =>
  async (input: MintInput): Promise<MintEnd> => {
    const { minter } = mintingOf(deps)
    const claimed = await claim(deps, input)
    const { state, result } = claimed
    const before = result?.txHash
    if (state === 'done' && before !== undefined) return { txHash: before }
    if (state !== 'claimed') return { problem: { code: 'MINT_REFUSED', message: `the mint is ${state}` } }
    await refuseContested(minter, claimed, input)
    awaitRelease(minter, claimed)
    const order = orderOf(input)
    minter.check?.(order)
    if (claimed.minter !== minter.name) await claim(deps, input, { minter: minter.name })
    const progress = await minter.mint(order, attemptNow())
    if (progress.state === 'waiting')
      throw notYet(progress.because ?? 'the tokens are not minted yet', progress.retryAfterMs)
    const { txHash } = progress
    await deps.ledger.finishEffect(effectKey(input, 'mint'), 'done', { txHash })
    return { txHash }
  }
