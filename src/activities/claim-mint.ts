import { parseWallet } from '../chain/wallet.ts'
import type { Amendment } from '../domain/amendment.ts'
import { FulfilmentError } from '../domain/errors.ts'
import type { MintEffect } from '../domain/plan-mint.ts'
import type { ClaimedEffect } from '../ledger/effects.ts'
import { lower } from '../mint/mint.ts'
import type { MintOrder } from '../mint/minter.ts'
import type { Deps, Subject } from './deps.ts'
import type { MintInput, Minting } from './minting.ts'

/** A mint as the event's plan asks for it. */
export interface MintRequest {
  readonly subject: Subject
  readonly account: string
  readonly paymentId: string
  readonly mint: MintEffect
  /** What the plan was made with. */
  readonly amendment?: Amendment
}

export interface ClaimedMint {
  readonly claimed: ClaimedEffect
  readonly input: MintInput
}

/**
 * Claims a payment's mint for the event, or finds it claimed before. A copy or a reset brings the plan of the first day;
 * what operators amended since is with the event.
 * @throws FulfilmentError INVALID_WALLET, EFFECT_CONFLICT, REFUND_OF_MINTED (final)
 */
export async function claimMint(deps: Deps, request: MintRequest, replaces = false): Promise<ClaimedMint> {
  const { subject, ...asked } = await asStored(deps, request)
  const isReplaced = replaces || isAmended(asked.amendment)
  const claimed = await claim(deps, { ...asked, ...subject }, { replaces: isReplaced })
  return { claimed, input: inputOf(claimed, asked.mint, subject) }
}

/** As `claimMint`, by the mint's own workflow: what was claimed for it stays as it is. `minter`: asked for it next. */
export function claim(
  deps: Deps,
  input: MintInput,
  { replaces = false, minter }: { readonly replaces?: boolean; readonly minter?: string } = {},
): Promise<ClaimedEffect> {
  const { account, paymentId, mint, endpoint, eventKey } = input
  const { asset, amount } = mint
  return deps.ledger.claimEffect({
    account,
    paymentId,
    effect: 'mint',
    content: `${lower(parseWallet(mint.wallet))} ${asset} ${amount}`,
    endpoint,
    eventKey,
    ...(replaces ? { replaces } : {}),
    ...(minter === undefined ? {} : { minter }),
  })
}

/** @throws FulfilmentError MINT_UNAVAILABLE (final): the event was planned where somebody minted */
export function mintingOf({ minting }: Deps): Minting {
  if (minting !== undefined) return minting
  const message = 'nobody mints here: set MINTER, or CHAIN_RPC_URL and LTZ_ADDRESS, as when the event came'
  throw new FulfilmentError({ code: 'MINT_UNAVAILABLE', retryable: false, message })
}

export function orderOf({ account, paymentId, mint }: MintInput): MintOrder {
  const { asset, amount, wallet, sessionId } = mint
  return {
    account,
    paymentId,
    asset,
    amount: BigInt(amount),
    wallet: lower(parseWallet(wallet)),
    ...(sessionId === undefined ? {} : { sessionId }),
  }
}

/** Nothing is wrong, only not yet so. */
export function notYet(message: string, retryAfterMs: number): FulfilmentError {
  return new FulfilmentError({ code: 'NOT_YET', retryable: true, message, retryAfterMs })
}

function isAmended(amendment: Amendment | undefined): boolean {
  return amendment !== undefined && Object.keys(amendment).length > 0
}

/** Amounts stay what they were planned as, whatever the rate is today: only the wallet can be amended. */
async function asStored({ desk }: Deps, request: MintRequest): Promise<MintRequest> {
  const { endpoint, eventKey } = request.subject
  const { amendment } = await desk.readEvent(endpoint, eventKey)
  const wallet = amendment.wallet?.toLowerCase() ?? request.mint.wallet
  return { ...request, amendment, mint: { ...request.mint, wallet } }
}

function inputOf(
  { account, paymentId }: ClaimedEffect,
  mint: MintEffect,
  { endpoint, eventKey }: Subject,
): MintInput {
  return { account, paymentId, mint, endpoint, eventKey }
}
