import { FulfilmentError } from './errors.ts'
import type { MoneyFact, MoneyState, Statement, ValueKind } from './fact.ts'
import { compareMoments, compareTimes, type Moment, momentOf } from './moment.ts'

/** What the money facts of one payment come to. */
export interface FoldedMoney {
  readonly state: MoneyState
  readonly value: ValueKind
  /** Amount and asset are missing only where all that is known is that the money is gone. */
  readonly amount?: bigint
  readonly asset?: string
  /** The earliest observation that still stands. */
  readonly since?: Moment
}

/** What a merchant registered an order with. */
export interface RegisteredOrder {
  readonly amount: bigint
  readonly asset: string
  readonly owner?: string
}

export type StatementOf<F> = Statement & { readonly fact: F }

/**
 * Undefined while nobody spoke of money.
 * @throws FulfilmentError EFFECT_CONFLICT (one payment, two figures), INVALID_AMOUNT (no figure anywhere)
 */
export function foldMoney(
  facts: readonly StatementOf<MoneyFact>[],
  order?: RegisteredOrder,
): FoldedMoney | undefined {
  const value = theOne(facts.map(({ fact }) => fact.value))
  if (value === undefined) return undefined
  const standing = facts.filter((seen) => stands(seen, facts))
  const since = standing.map(momentOf).sort(compareMoments)[0]
  return { state: stateOf(standing), value, ...figureOf(facts, order), ...(since ? { since } : {}) }
}

/** An observation stands unless a `gone` undoes it: one dated as late or later that does not speak of another block. */
function stands(seen: StatementOf<MoneyFact>, facts: readonly StatementOf<MoneyFact>[]): boolean {
  if (seen.fact.state === 'gone') return false
  return !facts.some((gone) => gone.fact.state === 'gone' && undoes(gone, seen))
}

function undoes(gone: StatementOf<MoneyFact>, seen: StatementOf<MoneyFact>): boolean {
  const [lost, mined] = [gone.fact.block, seen.fact.block]
  const isOtherBlock = lost !== undefined && mined !== undefined && lost !== mined
  return !isOtherBlock && compareTimes(seen.at, gone.at) <= 0
}

function stateOf(standing: readonly StatementOf<MoneyFact>[]): MoneyState {
  if (standing.length === 0) return 'gone'
  return standing.some(({ fact }) => fact.state === 'confirmed') ? 'confirmed' : 'pending'
}

function figureOf(facts: readonly StatementOf<MoneyFact>[], order?: RegisteredOrder) {
  const amount = theOne(facts.flatMap(({ fact }) => fact.amount ?? []))
  const asset = theOne(facts.flatMap(({ fact }) => fact.asset ?? []))
  if (amount !== undefined && asset !== undefined) return { amount: BigInt(amount), asset }
  if (facts.every(({ fact }) => fact.state === 'gone')) return asset === undefined ? {} : { asset }
  if (order !== undefined) {
    theOne([asset ?? order.asset, order.asset])
    return { amount: order.amount, asset: order.asset }
  }
  throw new FulfilmentError({
    code: 'INVALID_AMOUNT',
    retryable: false,
    message: `payment ${facts[0]?.paymentId} states no amount, nor does a registered order`,
  })
}

function theOne<T>(stated: readonly T[]): T | undefined {
  const [first, other] = new Set(stated)
  if (other === undefined) return first
  throw new FulfilmentError({
    code: 'EFFECT_CONFLICT',
    retryable: false,
    message: `one payment is stated as ${String(first)} and as ${String(other)}`,
  })
}
