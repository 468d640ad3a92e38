import type { Problem } from './errors.ts'
import { FulfilmentError } from './errors.ts'
import type { Fact, MoneyFact, ValueKind } from './fact.ts'
import type { StatedMoney } from './money.ts'
import { resolveAmount } from './money.ts'
import type { DepositEvent, PaidEvent } from './payment-event.ts'
import type { Policy } from './policy.ts'

/** What the stated money comes to: a fact, or why it cannot be one. */
export type Judged = Fact | { readonly problem: Problem }

/** Money that came in, as a fact: final unless its event says that the chain can still undo it. */
export function paidFact(event: PaidEvent | DepositEvent, policy: Policy, value: ValueKind): Judged {
  return moneyFact(event.money, policy, {
    type: 'money',
    state: event.type === 'payment.pending' ? 'pending' : 'confirmed',
    value,
    ...(event.network === undefined ? {} : { network: event.network }),
    ...(event.txHash === undefined ? {} : { txHash: event.txHash }),
  })
}

/** A payment that names no amount may still have a registered order that does: the ledger looks. */
export function moneyFact(money: StatedMoney, policy: Policy, fact: MoneyFact): Judged {
  const { asset, amount } = money
  if (amount !== undefined) return stated(money, policy, (resolved) => ({ ...fact, ...resolved }))
  if (asset === undefined) return fact
  return policy.assets[asset] === undefined ? unknownAsset(asset) : { ...fact, asset }
}

function unknownAsset(asset: string | undefined): Judged {
  const message = `asset ${JSON.stringify(asset?.slice(0, 20) ?? null)} is not in the policy`
  return { problem: { code: 'UNKNOWN_ASSET', message } }
}

/** The fact that an amount of an asset makes, in minor units of the policy's scale. */
export function stated(
  money: StatedMoney,
  policy: Policy,
  fact: (money: { asset: string; amount: string }) => Fact,
): Judged {
  const scale = money.asset === undefined ? undefined : policy.assets[money.asset]?.scale
  if (money.asset === undefined || scale === undefined) {
    return unknownAsset(money.asset)
  }
  if (money.amount === undefined)
    return { problem: { code: 'INVALID_AMOUNT', message: 'the event states no amount' } }
  try {
    return fact({ asset: money.asset, amount: resolveAmount(money.amount, scale).toString() })
  } catch (error) {
    if (error instanceof FulfilmentError) return { problem: { code: error.code, message: error.message } }
    throw error
  }
}
