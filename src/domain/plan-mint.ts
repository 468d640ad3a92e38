import { type ErrorCode, FulfilmentError, type Problem } from './errors.ts'
import { resolveAmount } from './money.ts'
import type { PaidEvent } from './payment-event.ts'
import type { MintRate, Policy } from './policy.ts'

/** Tokens for one payment: minor units of the asset as a decimal string, to a wallet as it was named. */
export interface MintEffect {
  readonly type: 'mint'
  readonly asset: string
  readonly amount: string
  readonly wallet: string
  /** Stripe's Checkout Session: what MINTER=loyalteez is asked with. */
  readonly sessionId?: string
}

/**
 * What a payment becomes that names a wallet, where the policy mints. Undefined: it is credited. A problem: it should be
 * minted and cannot be.
 */
export function mintOf(
  event: PaidEvent,
  rate: MintRate | false | undefined,
  policy: Policy,
): MintEffect | { readonly problem: Problem } | undefined {
  const { wallet, money } = event
  if (!rate || wallet === undefined) return undefined
  if (money.amount === undefined || money.asset !== 'USD') {
    const paid = money.amount === undefined ? 'no amount' : JSON.stringify(money.asset ?? null).slice(0, 22)
    return { problem: { code: 'NO_MINT_RATE', message: noRate(rate, paid) } }
  }
  try {
    const amount = tokensFor(resolveAmount(money.amount, scaleOf('USD', policy)), rate, policy).toString()
    const sessionId = [event.paymentId, ...(event.refs ?? [])].find((id) => id.startsWith('cs_'))
    return { type: 'mint', asset: rate.asset, amount, wallet, ...(sessionId ? { sessionId } : {}) }
  } catch (error) {
    if (error instanceof FulfilmentError) return { problem: { code: error.code, message: error.message } }
    throw error
  }
}

/** More than any contract counts: an amount is a uint256 there. */
const TOO_MANY = 2n ** 256n

/** Exact, or refused: nothing is rounded. */
function tokensFor(cents: bigint, { asset, perUsd }: MintRate, policy: Policy): bigint {
  const parts = cents * BigInt(perUsd) * 10n ** BigInt(scaleOf(asset, policy))
  const perWhole = 10n ** BigInt(scaleOf('USD', policy))
  const asked = `${cents} minor units of USD, at ${perUsd} ${asset} for one USD,`
  if (parts % perWhole !== 0n)
    throw refused('AMOUNT_TOO_PRECISE', `${asked} are no whole number of its minor units`)
  const tokens = parts / perWhole
  if (tokens >= TOO_MANY) throw refused('INVALID_AMOUNT', `${asked} are more tokens than any contract counts`)
  return tokens
}

function scaleOf(asset: string, policy: Policy): number {
  const scale = policy.assets[asset]?.scale
  if (scale !== undefined) return scale
  throw refused('UNKNOWN_ASSET', `asset ${asset} is not in the policy`)
}

function refused(code: ErrorCode, message: string): FulfilmentError {
  return new FulfilmentError({ code, retryable: false, message })
}

function noRate({ asset, perUsd }: MintRate, paid: string): string {
  return `the payment names a wallet and states ${paid}: ${asset} is minted at ${perUsd} for one USD, and at no other rate`
}
