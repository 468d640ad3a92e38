import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { BooksRequest } from '../activities/books.ts'
import type { Activities } from '../activities/index.ts'
import type { StatedBooks } from '../domain/books.ts'
import { searchValue } from '../domain/ids.ts'
import { BOOKS, BOOKS_FIRST_TRY } from './activity-options.ts'
import type { EventRun } from './event-run.ts'
import { subjectOf } from './inbox-activities.ts'
import { failureOf, isFinal } from './problem.ts'

/** What stating the fact is called: the same function by the name an operator would use. */
export type BooksActivity =
  | 'creditBalance'
  | 'creditPending'
  | 'confirmCredit'
  | 'undoCredit'
  | 'creditDeposit'
  | 'applyRefund'
  | 'holdDisputed'
  | 'recordOutcome'
  | 'grantAccess'

const local = proxyLocalActivities<Activities>(BOOKS_FIRST_TRY)
const regular = proxyActivities<Activities>(BOOKS)

/** States the event's fact. */
export async function stateFact(run: EventRun, name: BooksActivity): Promise<StatedBooks> {
  run.books = await stateBooks(run.firstTry, name, requestOf(run))
  return run.books
}

/** States a fact: once inside the workflow task, then where its attempts are seen and survive the worker. */
export async function stateBooks(
  firstTry: 'local' | 'regular',
  name: BooksActivity,
  request: BooksRequest,
): Promise<StatedBooks> {
  if (firstTry === 'local') {
    try {
      return await local[name](request)
    } catch (error) {
      const failure = failureOf(error)
      if (failure === undefined || isFinal(failure)) throw error
    }
  }
  const summary = `payment ${searchValue(request.statement.paymentId)}`
  return await regular[name].executeWithOptions({ ...BOOKS, summary }, [request])
}

function requestOf(run: EventRun): BooksRequest {
  const { statement, problem, effects, subscription } = run.plan
  return {
    subject: subjectOf(run),
    statement,
    finish: subscription === undefined && effects.every(({ type }) => type === 'notify'),
    ...(problem === undefined ? {} : { problem }),
  }
}
