import { CancellationScope, condition, patched } from '@temporalio/workflow'
import type { Watched } from '../activities/index.ts'
import type { Problem } from '../domain/errors.ts'
import type { MoneyState } from '../domain/fact.ts'
import { watch } from './look.ts'
import type { SettlementRun } from './settlement-run.ts'
import { type BooksActivity, stateBooks } from './state-fact.ts'
import { type Outcome, step } from './step.ts'

type Seen = Extract<Watched, { readonly type: 'state' }>

interface Stated extends Outcome {
  readonly last: Seen
}

/** The same by the name an operator would use. */
const ACTIVITIES: Record<MoneyState, BooksActivity> = {
  pending: 'creditPending',
  confirmed: 'confirmCredit',
  gone: 'undoCredit',
}

/**
 * States what was seen. While a person is asked about it the money is watched on, and what is seen then is stated as well.
 * Resolves with what was stated last; undefined where an operator left it out.
 */
export async function stateSeen(run: SettlementRun, first: Seen): Promise<Seen | undefined> {
  const seen = [first]
  const watching = newWatching(run)
  try {
    const stated = await step(run, 'books', async (): Promise<Stated> => {
      const next = watching.take()
      if (next !== undefined) seen.unshift(next)
      const problems = await stateAll(run, seen)
      const [last = first] = seen
      if (problems.length > 0 && !last.isLast && patched('2026-11-watched-while-parked')) watching.goOn()
      return { problems, last }
    })
    return stated?.last
  } finally {
    watching.stop()
  }
}

/** The newest first: what is told again of an older one, which changes nothing, is what of it still must be looked at. */
async function stateAll({ firstTry }: SettlementRun, seen: readonly Seen[]): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  for (const { state, statement } of seen) {
    const books = await stateBooks(firstTry, ACTIVITIES[state], { statement, finish: false })
    problems.push(...books.problems)
  }
  return problems
}

/** Watches beside an open park. What there is to state is news to it; anything else waits for the next look. */
function newWatching(run: SettlementRun) {
  const scope = new CancellationScope({ cancellable: true })
  let isUnderWay = false
  let next: Seen | undefined
  const hear = (watched: Watched): void => {
    isUnderWay = false
    if (watched.type !== 'state') return
    next = watched
    run.news.came = true
  }
  const watchOnceParked = async (): Promise<void> => {
    await condition(() => run.park !== undefined)
    hear(await watch(run))
  }
  return {
    goOn(): void {
      if (isUnderWay) return
      isUnderWay = true
      // Stopped, or refused for good: the next look hears of that too.
      scope.run(watchOnceParked).catch(() => undefined)
    },
    take(): Seen | undefined {
      const taken = next
      next = undefined
      return taken
    },
    stop: () => scope.cancel(),
  }
}
