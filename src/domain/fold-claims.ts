import type { OutcomeFact, Statement } from './fact.ts'
import { factsOf } from './fold-returns.ts'
import { compareMoments, compareTexts, type Moment, momentOf } from './moment.ts'
import { OWNER_RANKS, type OwnerClaim, suspenseOf } from './owner.ts'

/** Where a payment without money stands. */
export interface FoldedOutcome extends Moment {
  readonly outcome: OutcomeFact['outcome']
}

/** What a claim of ownership comes with. */
interface Claiming {
  readonly owner?: OwnerClaim
  readonly fact: { readonly type: string }
}

const isMoney = ({ fact }: Claiming): number => Number(fact.type === 'money')

/** The highest claim; at equal rank that of a crediting event, else the smaller string. */
export function foldOwner(
  statements: readonly Claiming[],
  account: string,
  registered: string | undefined,
): string {
  const claims = statements
    .flatMap((statement) => (statement.owner ? { ...statement.owner, money: isMoney(statement) } : []))
    .sort((a, b) => rank(b) - rank(a) || b.money - a.money || compareTexts(a.owner, b.owner))
  const [highest] = claims
  if (registered !== undefined && (highest === undefined || rank(highest) <= OWNER_RANKS.order))
    return registered
  return highest?.owner ?? suspenseOf(account)
}

function rank({ source }: OwnerClaim): number {
  return OWNER_RANKS[source]
}

/** What is said to be paid for; else the payment is its own order. A deposit is nobody's order unless it says so. */
export function foldOrderReference(statements: readonly Statement[]): string | undefined {
  const references = statements
    .filter(({ orderReference, deposit }) => orderReference !== undefined || deposit === undefined)
    .map((statement) => ({
      reference: statement.orderReference ?? statement.paymentId,
      amended: Number(statement.orderIsAmended ?? false),
      stated: Number(statement.orderReference !== undefined),
      money: isMoney(statement),
    }))
    .sort(
      (a, b) =>
        b.amended - a.amended ||
        b.stated - a.stated ||
        b.money - a.money ||
        compareTexts(a.reference, b.reference),
    )
  return references[0]?.reference
}

export function foldOutcome(statements: readonly Statement[]): FoldedOutcome | undefined {
  return factsOf(statements, 'outcome')
    .map((statement) => ({ outcome: statement.fact.outcome, ...momentOf(statement) }))
    .sort(compareMoments)
    .at(-1)
}
