import type { OperatorFact, Statement } from './fact.ts'
import { type FoldedOutcome, foldOrderReference, foldOutcome, foldOwner } from './fold-claims.ts'
import { type FoldedGrants, foldGrants } from './fold-grants.ts'
import { type FoldedMoney, foldMoney, type RegisteredOrder } from './fold-money.ts'
import { type FoldedReturns, factsOf, foldReturns } from './fold-returns.ts'
import { compareMoments, type Moment, momentOf } from './moment.ts'

/** A payment as all its facts make it, in whatever order they came. */
export interface PaymentState {
  readonly account: string
  readonly owner: string
  readonly orderReference?: string
  readonly money?: FoldedMoney
  readonly returns: FoldedReturns
  readonly outcome?: FoldedOutcome
  readonly grants: FoldedGrants
  /** What came and stands. */
  readonly paid: bigint
  readonly paidSince?: Moment
  /** Nothing is to be paid, since then; ISO-8601 UTC. Nobody ever spoke of money, nor did an operator take it back. */
  readonly freeSince?: string
  /** Nothing on chain can undo it any more. */
  readonly settled: boolean
  /** The part that went back: refunded, or lost in a dispute. */
  readonly returned: bigint
  /** The part nobody may spend. */
  readonly held: bigint
}

/**
 * The fold of one payment's facts: one statement an event, of all names that were joined.
 * `orderOf` tells what the order of that reference was registered with.
 * @throws FulfilmentError EFFECT_CONFLICT, INVALID_AMOUNT
 */
export function foldPayment(
  account: string,
  statements: readonly Statement[],
  orderOf: (reference: string) => RegisteredOrder | undefined,
): PaymentState {
  const orderReference = foldOrderReference(statements)
  const order = orderReference === undefined ? undefined : orderOf(orderReference)
  const money = foldMoney(factsOf(statements, 'money'), order)
  const returns = foldReturns(statements, money?.asset)
  const outcome = foldOutcome(statements)
  return {
    account,
    owner: foldOwner(statements, account, order?.owner),
    ...(orderReference === undefined ? {} : { orderReference }),
    ...(money ? { money } : {}),
    returns,
    ...(outcome ? { outcome } : {}),
    grants: foldGrants(statements),
    ...totalsOf(money, returns, statements),
    ...(money === undefined ? freeOf(statements) : {}),
  }
}

function totalsOf(money: FoldedMoney | undefined, returns: FoldedReturns, statements: readonly Statement[]) {
  const settlement = lastWord(statements, ['confirm', 'reverse'])
  const isHeld = lastWord(statements, ['hold', 'release'])?.word === 'hold'
  const isConfirmed = settlement?.word === 'confirm'
  const isThere = isConfirmed || (settlement === undefined && money !== undefined && money.state !== 'gone')
  const paid = isThere ? (money?.amount ?? 0n) : 0n
  const since = money?.since ?? (settlement ? { at: settlement.at, by: '' } : undefined)
  const returned = smaller(paid, returns.refundTarget + returns.disputesLost)
  const rest = paid - returned
  return {
    paid,
    ...(paid > 0n && since ? { paidSince: since } : {}),
    settled: paid > 0n && (isConfirmed || money?.state === 'confirmed'),
    returned,
    held: isHeld ? rest : smaller(returns.disputesOpen, rest),
  }
}

function freeOf(statements: readonly Statement[]): Pick<PaymentState, 'freeSince'> {
  if (lastWord(statements, ['confirm', 'reverse'])?.word === 'reverse') return {}
  const [first] = factsOf(statements, 'link')
    .filter(({ fact }) => fact.free === true)
    .map(momentOf)
    .sort(compareMoments)
  return first === undefined ? {} : { freeSince: first.at }
}

/** An operator's last word on one question. It outranks the providers'. */
function lastWord(statements: readonly Statement[], words: readonly OperatorFact['word'][]) {
  return factsOf(statements, 'operator')
    .filter(({ fact }) => words.includes(fact.word))
    .map((statement) => ({ word: statement.fact.word, ...momentOf(statement) }))
    .sort(compareMoments)
    .at(-1)
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
