import type { DisputeFact, Fact, RefundFailedFact, RefundTargetFact, Statement } from './fact.ts'
import type { StatementOf } from './fold-money.ts'
import { compareTexts, compareTimes } from './moment.ts'

/** What went back of a payment, and what is being argued about. Minor units of the payment's asset. */
export interface FoldedReturns {
  /** Cumulative refunds less those that failed since. */
  readonly refundTarget: bigint
  readonly disputesOpen: bigint
  readonly disputesLost: bigint
}

/** The facts of one type, for `foldReturns` and its like. */
export function factsOf<T extends Fact['type']>(statements: readonly Statement[], type: T) {
  return statements.filter((statement): statement is StatementOf<Extract<Fact, { type: T }>> => {
    return statement.fact.type === type
  })
}

/** Figures in another asset stay outside: they are a person's to judge. */
export function foldReturns(statements: readonly Statement[], asset: string | undefined): FoldedReturns {
  const inAsset = <F extends { readonly asset: string }>(facts: readonly StatementOf<F>[]) =>
    facts.filter(({ fact }) => fact.asset === asset)
  const disputes = lastWords(inAsset(factsOf(statements, 'dispute')))
  return {
    refundTarget: refundTargetOf(
      inAsset(factsOf(statements, 'refund_target')),
      inAsset(factsOf(statements, 'refund_failed')),
    ),
    disputesOpen: sumOf(disputes.filter(({ status }) => status === 'opened')),
    disputesLost: sumOf(disputes.filter(({ status }) => status === 'lost')),
  }
}

/** The newest cumulative figure, the larger at equal times, less what failed at or after that time. */
function refundTargetOf(
  targets: readonly StatementOf<RefundTargetFact>[],
  failures: readonly StatementOf<RefundFailedFact>[],
): bigint {
  const newest = [...targets].sort((a, b) => compareTimes(b.at, a.at) || byAmount(b, a))[0]
  if (newest === undefined) return 0n
  const failed = firstFailures(failures).filter(({ at }) => compareTimes(at, newest.at) >= 0)
  const left = BigInt(newest.fact.amount) - sumOf(failed.map(({ fact }) => fact))
  return left > 0n ? left : 0n
}

/** A refund fails once, when it was first said to. */
function firstFailures(
  failures: readonly StatementOf<RefundFailedFact>[],
): readonly StatementOf<RefundFailedFact>[] {
  const earliestLast = [...failures].sort((a, b) => compareTimes(b.at, a.at) || byAmount(a, b))
  return [...new Map(earliestLast.map((failure) => [failure.fact.refundId, failure])).values()]
}

/** One dispute counts once: by the newest word that closed it, else as open. */
function lastWords(disputes: readonly StatementOf<DisputeFact>[]): readonly DisputeFact[] {
  const isClosed = ({ fact }: StatementOf<DisputeFact>) => Number(fact.status !== 'opened')
  const decisiveLast = [...disputes].sort(
    (a, b) =>
      isClosed(a) - isClosed(b) ||
      compareTimes(a.at, b.at) ||
      compareTexts(b.fact.status, a.fact.status) ||
      byAmount(a, b),
  )
  return [...new Map(decisiveLast.map(({ fact }) => [fact.disputeId, fact])).values()]
}

interface WithAmount {
  readonly fact: { readonly amount: string }
}

function byAmount(a: WithAmount, b: WithAmount): number {
  return Number(BigInt(a.fact.amount) - BigInt(b.fact.amount))
}

function sumOf(facts: readonly { readonly amount: string }[]): bigint {
  return facts.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
}
