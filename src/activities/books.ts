import type { StatedBooks } from '../domain/books.ts'
import { FulfilmentError, type Problem } from '../domain/errors.ts'
import type { Statement } from '../domain/fact.ts'
import { alertChargeback } from './alert-operators.ts'
import { type Deps, processedNow, type Subject } from './deps.ts'
import { planAgain } from './plan-again.ts'
import { tellSeen } from './tell-seen.ts'

/** Below the shortest startToClose of these activities: the answer to a slow statement is its error, not silence. */
export const STATEMENT_TIMEOUT_MS = 2_500

export interface BooksRequest {
  /** The event that states it; missing of what a settlement states. */
  readonly subject?: Subject
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
    undoCredit: state,
    creditDeposit: state,
    applyRefund: state,
    holdDisputed: state,
    recordOutcome: state,
    grantAccess: state,
  }
}

async function stateFact(deps: Deps, request: BooksRequest): Promise<StatedBooks> {
  const books = await statePlanned(deps, request).catch(async (error: unknown) => {
    if (!isOutdated(error) || request.subject === undefined) throw error
    return statePlanned(deps, await plannedAnew(deps, request.subject, request.finish))
  })
  // Unawaited: this step is bounded by seconds, and a chat is not.
  void alertChargeback(deps, request.statement, books)
  if (request.subject === undefined) await tellSeen(deps, request.statement, books)
  else if (books.finished) deps.processed(processedNow(request.subject, 'success'))
  return books
}

function statePlanned({ ledger }: Deps, request: BooksRequest): Promise<StatedBooks> {
  const { subject, statement, problem, finish } = request
  if (problem !== undefined) return Promise.reject(new FulfilmentError({ ...problem, retryable: false }))
  return ledger.stateFact(statement, {
    finish,
    ...(subject === undefined ? {} : { workflowId: subject.workflowId }),
    timeoutMs: STATEMENT_TIMEOUT_MS,
  })
}

/** A copy or a reset brings the plan of the first day; what operators amended since is with the event. */
function isOutdated(error: unknown): boolean {
  return error instanceof FulfilmentError && error.code === 'EVENT_AMENDED'
}

async function plannedAnew(deps: Deps, subject: Subject, finish: boolean): Promise<BooksRequest> {
  const { statement, problem } = (await planAgain(deps, subject)).plan
  return { subject, statement, finish, ...(problem === undefined ? {} : { problem }) }
}
