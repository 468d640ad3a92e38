import { parseWallet } from '../chain/wallet.ts'
import { type Amendment, applyAmendment, checkAmendment } from '../domain/amendment.ts'
import { FulfilmentError, type Problem } from '../domain/errors.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import { claimMint, type MintRequest, mintingOf, orderOf } from './claim-mint.ts'
import type { Deps } from './deps.ts'
import type { MintInput } from './minting.ts'
import { refuseContested } from './refuse-contested.ts'

/** The event as it stands corrected. */
export interface AmendedMint {
  readonly event: PaymentEvent
  readonly amendment: Amendment
}

const LEFT_OUT: Problem = { code: 'MINT_REFUSED', message: 'an operator left it out' }

/** What operators may do about a mint that has stopped. */
export function mintCorrections(deps: Deps) {
  return {
    /** Once, before it is tried again. */
    resumeMint: (request: MintRequest) => resume(deps, request),
    /** Another wallet, for the event and for what is kept of its mint. */
    amendMint: (request: MintRequest & { readonly patch: Amendment }) => amend(deps, request),
    /** Not to be minted while something else is decided, by whichever event: as it stands, it can be resumed. */
    stopMint: (request: MintRequest) => stop(deps, request),
    /** Not to be minted. `anyway`: the event ends, also where a transaction is out. */
    withdrawMint: (request: MintRequest & { readonly anyway: boolean }) => withdraw(deps, request),
  }
}

async function resume(deps: Deps, request: MintRequest): Promise<void> {
  const { minter, runs } = mintingOf(deps)
  const { claimed, input } = await claimMint(deps, request)
  if (claimed.state !== 'claimed') return
  await refuseContested(minter, claimed, input)
  await minter.kept?.resume(orderOf(input))
  await runs.carryAnew(input, request.amendment?.wallet !== undefined)
}

async function amend(
  deps: Deps,
  { patch, ...request }: MintRequest & { readonly patch: Amendment },
): Promise<AmendedMint> {
  const { endpoint, eventKey } = request.subject
  const { event } = await deps.desk.readEvent(endpoint, eventKey)
  checkAmendment(event, patch, deps.policy)
  const wallet = onlyWallet(patch)
  const input = await claimedInput(deps, request)
  if (input !== undefined)
    await deps.minting?.minter.kept?.amend(orderOf({ ...input, mint: { ...input.mint, wallet } }))
  await deps.desk.amendEvent(endpoint, eventKey, patch)
  const { event: stored, amendment } = await deps.desk.readEvent(endpoint, eventKey)
  return { event: applyAmendment(stored, amendment), amendment }
}

async function stop(deps: Deps, request: MintRequest): Promise<void> {
  const input = await claimedInput(deps, request)
  if (input === undefined) await refuseElsewhere(deps, request)
  else await deps.minting?.minter.kept?.withdraw(orderOf(input), LEFT_OUT)
}

/** What another event of the payment mints, or has minted, is not this one's to stop. */
async function refuseElsewhere({ ledger }: Deps, { account, paymentId }: MintRequest): Promise<void> {
  const { effects = [] } = (await ledger.payment(account, paymentId)) ?? {}
  if (!effects.some(({ effect, state }) => effect === 'mint' && state !== 'skipped')) return
  throw new FulfilmentError({
    code: 'INVALID_DECISION',
    retryable: false,
    message: `tokens are minted for payment ${paymentId} by another of its events: decide there`,
  })
}

async function withdraw(
  deps: Deps,
  { anyway, ...request }: MintRequest & { readonly anyway: boolean },
): Promise<void> {
  try {
    const claim = await claimed(deps, request)
    if (claim === undefined) return
    await deps.minting?.minter.kept?.withdraw(orderOf(claim.input), LEFT_OUT)
    await deps.ledger.finishEffect(claim.claimed.key, 'skipped', {})
  } catch (error) {
    if (!anyway || !(error instanceof FulfilmentError) || error.retryable) throw error
  }
}

/** Undefined where nothing of it was, or may be, claimed by this event. */
async function claimed(deps: Deps, request: MintRequest) {
  try {
    const found = await claimMint(deps, request, true)
    return found.claimed.state === 'claimed' ? found : undefined
  } catch (error) {
    if (error instanceof FulfilmentError && !error.retryable) return undefined
    throw error
  }
}

async function claimedInput(deps: Deps, request: MintRequest): Promise<MintInput | undefined> {
  return (await claimed(deps, request))?.input
}

function onlyWallet({ wallet, ...others }: Amendment): string {
  if (wallet !== undefined && Object.keys(others).length === 0) return parseWallet(wallet)
  throw new FulfilmentError({
    code: 'INVALID_DECISION',
    retryable: false,
    message: 'the books are stated: at "mint" only the wallet can be amended',
  })
}
