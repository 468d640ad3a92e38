import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities, Watched } from '../activities/index.ts'
import { searchValue } from '../domain/ids.ts'
import { WATCH } from './activity-options.ts'
import type { settlePayment } from './settle-payment.ts'
import type { SettlementRun } from './settlement-run.ts'
import { sayWords } from './settlement-words.ts'
import type { Outcome } from './step.ts'

const chain = proxyActivities<Activities>(WATCH)

/** A history this long is slow to replay; Temporal itself asks for a new run at twice as much. */
const LONG_HISTORY = 2_000

/** What looking came to; undefined when there was news before it came to anything. */
export interface Looked extends Outcome {
  readonly watched?: Exclude<Watched, { readonly type: 'unclear' }>
}

/** Watches until there is something to do, or news, or the time is over. While it is parked, one look is enough. */
export async function look(run: SettlementRun): Promise<Looked> {
  await sayWords(run)
  await continueWhenLong(run)
  run.news.came = false
  const watched = run.park === undefined ? await watching(run) : await lookOnce(run)
  if (watched?.type === 'unclear') return { problems: [watched.problem] }
  return watched === undefined ? {} : { watched }
}

/** Nothing more to watch by: until something comes, or until then. */
export async function waitUntil(run: SettlementRun, until: string): Promise<void> {
  // Never no timer: the clock that found this too early is another than ours.
  const ms = Math.max(1_000, Date.parse(until) - Date.now())
  await condition(() => isCalled(run), ms, { summary: `pending, with nothing to observe, until ${until}` })
}

/** Anything that the next turn must see. */
function isCalled({ news, cancel }: SettlementRun): boolean {
  return news.came || cancel === 'asked'
}

function watching(run: SettlementRun): Promise<Watched | undefined> {
  return CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current()
    try {
      const called = callOf(run)
      return await Promise.race([watch(run), called])
    } finally {
      scope.cancel()
    }
  })
}

/** Looks until there is something to do. */
export function watch(run: SettlementRun): Promise<Watched> {
  return chain.watchSettlement.executeWithOptions({ ...WATCH, summary: summaryOf(run) }, [refOf(run)])
}

function lookOnce(run: SettlementRun): Promise<Watched> {
  const summary = `${summaryOf(run)}, once`
  return chain.lookAtSettlement.executeWithOptions({ ...WATCH, summary }, [refOf(run)])
}

/** News, or the deadline: its timer is what shows until when this waits. */
async function callOf(run: SettlementRun): Promise<undefined> {
  const { deadline } = run
  const ms = deadline === undefined ? 0 : Date.parse(deadline) - Date.now()
  const came = () => isCalled(run)
  if (ms > 0) await condition(came, ms, { summary: `pending until ${deadline}` })
  else await condition(came)
}

/** Between two turns nothing is half done: all there is to carry on is an open park. */
async function continueWhenLong(run: SettlementRun): Promise<void> {
  const { historyLength, continueAsNewSuggested } = workflowInfo()
  if (historyLength < LONG_HISTORY && !continueAsNewSuggested) return
  while (run.beside.length > 0) await Promise.all(run.beside.splice(0))
  const { input, park, parks, words } = run
  if (park?.taken !== undefined || words.taken.length > 0 || !allHandlersFinished()) return
  await continueAsNew<typeof settlePayment>({ ...input, carried: { parks, ...(park ? { park } : {}) } })
}

function refOf({ input: { account, paymentId }, park }: SettlementRun) {
  const { workflowId } = workflowInfo()
  return { account, paymentId, workflowId, ...(park === undefined ? {} : { parkId: park.parkId }) }
}

function summaryOf({ input: { paymentId } }: SettlementRun): string {
  return `payment ${searchValue(paymentId)}`
}
