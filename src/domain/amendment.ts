import { FulfilmentError } from './errors.ts'
import { parseDecimal } from './money.ts'
import type { OwnerClaim } from './owner.ts'
import { ownerFromText } from './owner.ts'
import type { PaymentEvent } from './payment-event.ts'
import type { Policy } from './policy.ts'

/** What an operator corrected. Stored with the event, so that a replay and a copy see it too. */
export interface Amendment {
  readonly owner?: string
  readonly wallet?: string
  readonly orderReference?: string
  readonly asset?: string
  /** Decimal text in major units. */
  readonly amount?: string
  readonly distinct?: true
}

const WALLET = /^0x[0-9a-fA-F]{40}$/

function refuse(message: string): never {
  throw new FulfilmentError({ code: 'INVALID_DECISION', retryable: false, message })
}

/**
 * Checks an amendment against the event it corrects. Asset and amount may only fill what the event left unreadable.
 * @throws FulfilmentError INVALID_DECISION, saying which field and why
 */
export function checkAmendment(event: PaymentEvent, amendment: Amendment, policy: Policy): void {
  if (Object.keys(amendment).length === 0)
    refuse('the patch is empty: name owner, wallet, orderReference, or asset and amount')
  refuseAddress('owner', amendment.owner)
  refuseAddress('orderReference', amendment.orderReference)
  if (amendment.wallet !== undefined && !WALLET.test(amendment.wallet))
    refuse('wallet must be 0x and 40 hex digits')
  if ((amendment.asset === undefined) !== (amendment.amount === undefined))
    refuse('asset and amount are amended together')
  if (amendment.asset !== undefined && amendment.amount !== undefined) {
    checkMoney(event, amendment.asset, amendment.amount, policy)
  }
}

/** A signal comes as it was typed, and what it names becomes an account or an order: personal for ever. */
function refuseAddress(field: string, text: string | undefined): void {
  if (text?.includes('@'))
    refuse(
      `${field} must not hold @: to name an e-mail address, send the decision by POST /v1/workflows/:id/decisions`,
    )
}

function checkMoney(event: PaymentEvent, asset: string, amount: string, policy: Policy): void {
  if (hasReadableMoney(event, policy))
    refuse('this event states its own amount; only a missing or unreadable one can be amended')
  const scale = policy.assets[asset]?.scale
  if (scale === undefined) refuse(`asset ${asset.slice(0, 20)} is not in the policy`)
  if (parseDecimal(amount, scale) <= 0n) refuse('amount must be greater than zero')
}

function hasReadableMoney(event: PaymentEvent, policy: Policy): boolean {
  if (!('money' in event) || event.money?.amount === undefined || event.money.asset === undefined)
    return false
  const scale = policy.assets[event.money.asset]?.scale
  if (scale === undefined) return false
  try {
    return parseDecimal(event.money.amount.text, event.money.amount.unit === 'minor' ? 0 : scale) > 0n
  } catch {
    return false
  }
}

/** The event as the operator corrected it. */
export function applyAmendment(event: PaymentEvent, amendment: Amendment): PaymentEvent {
  const { owner, wallet, orderReference, asset, amount } = amendment
  const claim: { owner?: OwnerClaim } =
    owner === undefined ? {} : { owner: { owner: ownerFromText(owner), source: 'amend' } }
  const corrected = {
    ...event,
    ...claim,
    ...(wallet === undefined ? {} : { wallet }),
    ...(orderReference === undefined ? {} : { orderReference }),
  }
  if (!('money' in corrected) || asset === undefined || amount === undefined) return corrected
  return { ...corrected, money: { asset, amount: { text: amount, unit: 'decimal' } } }
}
