import { TemporalFailure } from '@temporalio/common'
import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow'
import { takeDecisions } from './decide.ts'
import { showDetails } from './details.ts'
import { type EventRun, newEventRun } from './event-run.ts'
import type { FulfilmentInput, FulfilmentResult } from './fulfilment-input.ts'
import { inboxFor, subjectOf } from './inbox-activities.ts'
import type { Run } from './run.ts'
import { showDone } from './state.ts'
import { Aborted, Refunded } from './step.ts'

/** Carries out one event, and finishes it. */
export function story(
  input: FulfilmentInput,
  chapters: (run: EventRun) => Promise<unknown>,
): Promise<FulfilmentResult> {
  const run = newEventRun(input)
  return carry(run, async () => {
    const outcome = await endOf(run, chapters)
    const finished = outcome === 'fulfilled' && run.books?.finished === true
    if (!finished) await inboxFor(outcome).finishEvent({ subject: subjectOf(run), state: outcome })
    return resultOf(run, outcome)
  })
}

/** Carries a run to its end, whatever is requested of the workflow meanwhile. */
export async function carry<T>(run: Run, tell: () => Promise<T>): Promise<T> {
  watchCancel(run)
  takeDecisions(run)
  return await CancellationScope.nonCancellable(() =>
    neverFailing(async () => {
      const result = await tell()
      await settled(run)
      showDone()
      return result
    }),
  )
}

/** How the chapters end: told to the end, unless an operator ended them, or had the money given back. */
export async function endOf<R extends Run>(
  run: R,
  chapters: (run: R) => Promise<unknown>,
): Promise<FulfilmentResult['outcome']> {
  try {
    await chapters(run)
    return 'fulfilled'
  } catch (error) {
    if (error instanceof Aborted) return 'aborted'
    if (error instanceof Refunded) return 'fulfilled'
    throw error
  }
}

/** Nothing that was begun is left behind; while one write is awaited, another may begin. */
export async function settled(run: Run): Promise<void> {
  await condition(allHandlersFinished)
  while (run.beside.length > 0) await Promise.all(run.beside.splice(0))
}

/** A cancel request stops nothing half-way: the next step asks an operator. */
function watchCancel(run: Run): void {
  const scope = CancellationScope.current()
  const asked = () => {
    run.cancel = 'asked'
    showDetails(run)
  }
  if (scope.consideredCancelled) asked()
  else scope.cancelRequested.catch(asked)
}

/** A Temporal failure that nobody parked would close the workflow as Failed; as a bug it waits for the next release. */
async function neverFailing<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error
    throw new Error(`a failure that no step parked: ${error.message}`, { cause: error })
  }
}

function resultOf(
  { books, skipped, txHash, refundId }: EventRun,
  outcome: FulfilmentResult['outcome'],
): FulfilmentResult {
  return {
    outcome,
    ...(books === undefined ? {} : { paymentId: books.paymentId, orderStatus: books.orderStatus }),
    ...(books?.owner == null ? {} : { owner: books.owner }),
    ...(txHash === undefined ? {} : { txHash }),
    ...(refundId === undefined ? {} : { refundId }),
    ...(skipped.length === 0 ? {} : { skipped }),
  }
}
