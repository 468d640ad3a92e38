import type { StatedBooks } from '../domain/books.ts'
import { FulfilmentError, type Problem } from '../domain/errors.ts'
import type { Statement } from '../domain/fact.ts'
import { type Deps, processedNow, type Subject } from './deps.ts'

/** Below the shortest startToClose of these activities: the answer to a slow statement is its error, not silence. */
const STATEMENT_TIMEOUT_MS = 2_500

export interface BooksRequest {
  readonly subject: Subject
  readonly statement: Statement
  /** Why the fact cannot be stated at all. */
  readonly problem?: Problem
  /** Nothing follows: finish the event in the same transaction. */
  readonly finish: boolean
}

/** The names operators read in the Temporal UI. Each states its fact; what is posted is the ledger's to compute. */
export function booksActivities(deps: Deps) {
  const state = (request: BooksRequest) => stateFact(deps, request)
  return {
    creditBalance: state,
    creditPending: state,
    confirmCredit: state,
    creditDeposit: state,
    applyRefund: state,
    holdDisputed: state,
    recordOutcome: state,
  }
}

async function stateFact({ ledger, processed }: Deps, request: BooksRequest): Promise<StatedBooks> {
  const { subject, statement, problem, finish } = request
  if (problem !== undefined) throw new FulfilmentError({ ...problem, retryable: false })
  const books = await ledger.stateFact(statement, { finish, timeoutMs: STATEMENT_TIMEOUT_MS })
  if (books.finished) processed(processedNow(subject, 'success'))
  return books
}
