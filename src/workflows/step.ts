import type { Problem } from '../domain/errors.ts'
import { park, withdraw } from './park.ts'
import { asOne, failureOf, problemOf } from './problem.ts'
import type { Run, StepName } from './run.ts'

/** An operator had the money given back: nothing more is done for it. */
export class Refunded extends Error {
  override readonly name = 'Refunded'
}

/** What a step leaves behind. With problems it was done, and a person must look all the same. */
export interface Outcome {
  readonly problems?: readonly Problem[]
}

/** An operator ended the story here. */
export class Aborted extends Error {
  override readonly name = 'Aborted'
}

/**
 * Does one step of a story, or parks until an operator says how to go on: nothing that happens outside fails a workflow.
 * Skipped, it may have no outcome.
 */
export async function step<T extends Outcome>(
  run: Run,
  name: StepName,
  attempt: () => Promise<T>,
): Promise<T | undefined> {
  for (;;) {
    const { outcome, problem } = await tryOnce(run, name, attempt)
    if (problem === undefined) {
      if (run.park !== undefined) await withdraw(run, run.park)
      return outcome
    }
    const decision = (await park(run, name, problem))?.decision
    if (decision === 'abort') throw new Aborted(name)
    if (decision === 'refund') throw new Refunded(name)
    if (decision !== 'skip') continue
    run.skipped.push(name)
    return outcome
  }
}

interface Tried<T> {
  readonly outcome?: T
  readonly problem?: Problem
}

async function tryOnce<T extends Outcome>(
  run: Run,
  name: StepName,
  attempt: () => Promise<T>,
): Promise<Tried<T>> {
  try {
    if (run.park !== undefined && run.heed !== undefined) await run.heed()
    if (run.cancel === 'asked') return { problem: cancelRequested(name) }
    const outcome = await attempt()
    const [first, ...rest] = outcome.problems ?? []
    return first === undefined ? { outcome } : { outcome, problem: asOne([first, ...rest]) }
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    return { problem: problemOf(name, failure) }
  }
}

function cancelRequested(name: StepName): Problem {
  return {
    code: 'CANCEL_REQUESTED',
    message: `cancellation was requested before "${name}": retry does it all the same, skip leaves it out, abort ends here`,
  }
}
