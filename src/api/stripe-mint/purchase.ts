import { getAddress } from 'viem'
import { FulfilmentError } from '../../domain/errors.ts'
import { parseDecimal, resolveAmount } from '../../domain/money.ts'
import type { JsonObject } from '../../providers/body.ts'
import { textAt } from '../../providers/body.ts'
import { amountMismatch, invalidAmount, invalidWallet, notCompleted } from './refusal.ts'

/** What a paid session bought, and for whom. */
export interface Purchase {
  /** As the session spells it. */
  readonly wallet: string
  /** Cents. */
  readonly usd: bigint
  /** Minor units. */
  readonly ltz: bigint
  readonly paymentIntentId: string | null
}

const LTZ_PER_USD = 1_000n
const USD_SCALE = 2
const EVM_ADDRESS = /^0x[0-9a-fA-F]{40}$/
const ZERO = /^0x0{40}$/

/**
 * Checks a session as the guide of stripe-mint has it: paid, a wallet, and 1000 LTZ for each dollar that was paid.
 * @throws HttpError 400
 */
export function checkPurchase(session: JsonObject, ltzScale: number): Purchase {
  const status = textAt(session, 'payment_status')
  if (status !== 'paid') throw notCompleted(status ?? 'unknown')
  const wallet = walletOf(textAt(session, 'metadata', 'wallet'))
  const usd = amountOf(textAt(session, 'metadata', 'usd_amount'), USD_SCALE)
  const ltz = amountOf(textAt(session, 'metadata', 'ltz_amount'), ltzScale)
  if (usd !== paidCents(session)) throw invalidAmount()
  if (usd * LTZ_PER_USD * 10n ** BigInt(ltzScale) !== ltz * 10n ** BigInt(USD_SCALE)) throw amountMismatch()
  return { wallet, usd, ltz, paymentIntentId: intentOf(session) }
}

function walletOf(text: string | undefined): string {
  if (text === undefined || !EVM_ADDRESS.test(text) || ZERO.test(text)) throw invalidWallet()
  const digits = text.slice(2)
  const isPlain = digits === digits.toLowerCase() || digits === digits.toUpperCase()
  if (!isPlain && getAddress(text) !== text) throw invalidWallet()
  return text
}

/** Undefined when it was not paid in dollars. */
function paidCents(session: JsonObject): bigint | undefined {
  if (textAt(session, 'currency')?.toLowerCase() !== 'usd') return undefined
  const text = textAt(session, 'amount_total')
  return text === undefined ? undefined : readable(() => resolveAmount({ text, unit: 'minor' }, USD_SCALE))
}

function amountOf(text: string | undefined, scale: number): bigint {
  const amount = text === undefined ? 0n : readable(() => parseDecimal(text, scale))
  if (amount === 0n) throw invalidAmount()
  return amount
}

function readable(read: () => bigint): bigint {
  try {
    return read()
  } catch (error) {
    throw error instanceof FulfilmentError ? invalidAmount() : error
  }
}

/** Null where a subscription or an invoice was paid. */
function intentOf(session: JsonObject): string | null {
  return textAt(session, 'payment_intent') ?? textAt(session, 'payment_intent', 'id') ?? null
}
