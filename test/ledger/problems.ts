import type { Pool } from 'pg'
import type { StandingMint } from '../../src/domain/books.ts'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import type { RegisteredOrder } from '../../src/domain/fold-money.ts'
import type { PaymentState } from '../../src/domain/fold-payment.ts'
import { type FoldedReturns, factsOf } from '../../src/domain/fold-returns.ts'
import { compareTimes } from '../../src/domain/moment.ts'
import { suspenseOf } from '../../src/domain/owner.ts'

/** A payment folded, with what it was folded from, and what became of its mints. */
export type ToldPayment = PaymentState & {
  readonly statements: readonly Statement[]
  readonly standing: readonly StandingMint[]
  /** Mints that are claimed or done. */
  readonly liveMints: number
}

/**
 * `code subject` of all a person must look at. Without ORDER_ALREADY_PAID: which of two payments is the surplus depends
 * on which came first.
 */
export function expectedProblems(
  payments: readonly ToldPayment[],
  orderOf: (reference: string) => RegisteredOrder | undefined,
): string[] {
  return payments
    .flatMap((payment) => [
      ...(isNobodys(payment) ? ['OWNER_UNKNOWN '] : []),
      ...(isExceeded(payment) ? ['REFUND_EXCEEDS_PAYMENT '] : []),
      ...(isMintedForNothing(payment) ? ['REFUND_OF_MINTED '] : []),
      ...(payment.liveMints > 1 ? ['EFFECT_CONFLICT mint'] : []),
      ...inAnotherAsset(payment).map(({ endpoint, eventKey }) => `EFFECT_CONFLICT ${endpoint}:${eventKey}`),
      ...(isAgainstTheOperator(payment) ? ['EFFECT_CONFLICT operator'] : []),
      ...(isMismatch(payment, orderOf) ? ['ORDER_AMOUNT_MISMATCH '] : []),
    ])
    .sort()
}

const isNobodys = ({ account, money, paid, owner }: ToldPayment): boolean =>
  money?.value === 'credit' && paid > 0n && owner === suspenseOf(account)

const isExceeded = ({ paid, returns }: ToldPayment): boolean =>
  paid > 0n && returns.refundTarget + returns.disputesLost > paid

/** Tokens whose money went back, is argued about, or is gone. */
const isMintedForNothing = ({ liveMints, paid, returns }: ToldPayment): boolean =>
  liveMints > 0 && (paid === 0n || isContested(returns))

export const isContested = ({ refundTarget, disputesOpen, disputesLost }: FoldedReturns): boolean =>
  refundTarget + disputesOpen + disputesLost > 0n

function inAnotherAsset({ money, statements }: ToldPayment): readonly Statement[] {
  const isAnother = (fact: Fact) =>
    (fact.type === 'refund_target' || fact.type === 'refund_failed' || fact.type === 'dispute') &&
    fact.asset !== money?.asset
  return money?.asset === undefined ? [] : statements.filter(({ fact }) => isAnother(fact))
}

/** The chain says otherwise, and says so after an operator's last word on it. */
function isAgainstTheOperator({ money, statements }: ToldPayment): boolean {
  const words = factsOf(statements, 'operator')
    .filter(({ fact }) => fact.word === 'confirm' || fact.word === 'reverse')
    .sort((a, b) => compareTimes(a.at, b.at) || (a.eventKey < b.eventKey ? -1 : 1))
  const last = words.at(-1)
  if (last === undefined) return false
  const isGone = money?.state === 'gone'
  const later = factsOf(statements, 'money').filter(({ at }) => compareTimes(at, last.at) > 0)
  return (
    isGone === (last.fact.word === 'confirm') && later.some(({ fact }) => (fact.state === 'gone') === isGone)
  )
}

function isMismatch(
  { orderReference, money, paid }: ToldPayment,
  orderOf: (reference: string) => RegisteredOrder | undefined,
): boolean {
  const order = orderReference === undefined ? undefined : orderOf(orderReference)
  return paid > 0n && order !== undefined && (money?.amount !== order.amount || money.asset !== order.asset)
}

const HOLDING = `
  select concat_ws(' ', h.code, h.subject) as problem from ledger.payment p
  left join ledger."order" o on o.account = p.account and o.reference = p.order_reference
  cross join lateral ledger.problems_of(p, o) h
  where p.account = $1 and p.merged_into is null and h.code <> 'ORDER_ALREADY_PAID'`

/** What Postgres would tell a person now. */
export const holdingProblems = (pool: Pool, account: string): Promise<string[]> =>
  problemsBy(pool, HOLDING, account)

const SHOWN = `
  select concat_ws(' ', s.code, s.subject) as problem
  from ledger.payment_problem s join ledger.payment p on p.id = s.payment
  where p.account = $1 and s.closed_at is null and s.code <> 'ORDER_ALREADY_PAID'`

/** What some event has been told of. */
export const shownProblems = (pool: Pool, account: string): Promise<string[]> =>
  problemsBy(pool, SHOWN, account)

async function problemsBy(pool: Pool, sql: string, account: string): Promise<string[]> {
  const { rows } = await pool.query<{ problem: string }>(sql, [account])
  return rows.map(({ problem }) => problem).sort()
}

const PAID_TWICE = `
  select count(*)::integer as paid, count(s.id)::integer as shown
  from ledger.payment p
  left join ledger."order" o on o.account = p.account and o.reference = p.order_reference
  left join ledger.payment_problem s
    on s.payment = p.id and s.closed_at is null and s.code = 'ORDER_ALREADY_PAID'
  where p.account = $1 and p.merged_into is null and p.paid > 0 and ledger.matches_order(p, o)
  group by p.order_reference having count(*) > 1`

/** Of each order that several payments pay: how many do, and how many of them were shown as a surplus. */
export async function ordersPaidTwice(
  pool: Pool,
  account: string,
): Promise<{ readonly paid: number; readonly shown: number }[]> {
  return (await pool.query<{ paid: number; shown: number }>(PAID_TWICE, [account])).rows
}
