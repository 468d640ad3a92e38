import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { LookedAtSubscription } from '../activities/subscriptions.ts'
import { searchValue } from '../domain/ids.ts'
import { INBOX } from './activity-options.ts'
import { showDetails } from './details.ts'
import { Aborted, type Outcome, step } from './step.ts'
import { carry } from './story.ts'
import type { SubscriptionInput, SubscriptionResult } from './subscription-input.ts'
import { newSubscriptionRun, type SubscriptionRun } from './subscription-run.ts'
import { sayOfSubscription } from './subscription-words.ts'

const ledger = proxyActivities<Activities>(INBOX)

const changedSignal = defineSignal<[unknown]>('changed')

/** Some four years of a monthly subscription: short to replay, and far below what Temporal allows. */
const LONG_HISTORY = 1_000

/** Never no timer: the clock that found this too early is another than ours. */
const SHORTEST_WAIT_MS = 1_000

/**
 * The clock of one subscription: waits for what comes next of itself, and has it done. Where the subscription stands is in its
 * row: closed, reset or copied it goes on from there.
 */
export function subscription(input: SubscriptionInput): Promise<SubscriptionResult> {
  const run = newSubscriptionRun(input)
  const hear = () => {
    run.news.came = true
  }
  setHandler(changedSignal, hear, {
    description: 'Something was stated about this subscription: look at its row again',
  })
  return carry(run, () => keepTime(run))
}

async function keepTime(run: SubscriptionRun): Promise<SubscriptionResult> {
  try {
    return await tick(run)
  } catch (error) {
    if (!(error instanceof Aborted)) throw error
    await sayOfSubscription(run)
    return { outcome: 'aborted', because: 'an operator ended it' }
  } finally {
    run.isOver = true
    showDetails(run)
  }
}

async function tick(run: SubscriptionRun): Promise<SubscriptionResult> {
  for (;;) {
    const looked = (await step(run, 'subscription', () => look(run)))?.looked
    if (looked?.type === 'wait') await waitFor(run, looked)
    if (looked?.type === 'over' && (await isOver(run))) return { outcome: 'over', because: looked.status }
  }
}

interface Looked extends Outcome {
  readonly looked: LookedAtSubscription
}

/** Says what was said, looks, and ends what is to be ended. */
async function look(run: SubscriptionRun): Promise<Looked> {
  await sayOfSubscription(run)
  await continueWhenLong(run)
  run.news.came = false
  const { account, subscriptionId } = run.input
  const at = () => ({ account, subscriptionId, now: Date.now() })
  const options = { ...INBOX, summary: `subscription ${searchValue(subscriptionId)}` }
  const looked = await ledger.lookAtSubscription.executeWithOptions(options, [at()])
  run.seen = looked.status
  if (looked.type === 'lapse') {
    const { periodEnd } = looked
    await ledger.expireSubscription.executeWithOptions(options, [{ ...at(), periodEnd }])
  }
  return { looked }
}

/** What comes next of itself, or anything that is heard before. */
async function waitFor(
  run: SubscriptionRun,
  { until, what, status }: Extract<LookedAtSubscription, { readonly type: 'wait' }>,
): Promise<void> {
  run.seen = `${status}; ${what} at ${until}`
  showDetails(run)
  const ms = Math.max(SHORTEST_WAIT_MS, Date.parse(until) - Date.now())
  await condition(() => run.news.came || run.cancel === 'asked', ms, { summary: `${what} at ${until}` })
}

/** Whether nothing came while the last writes were waited for. */
async function isOver(run: SubscriptionRun): Promise<boolean> {
  while (run.beside.length > 0) await Promise.all(run.beside.splice(0))
  await condition(() => run.news.came || allHandlersFinished())
  return !run.news.came && run.beside.length === 0
}

/** Between two looks nothing is half done: all there is to carry on is an open park. */
async function continueWhenLong(run: SubscriptionRun): Promise<void> {
  const { historyLength, continueAsNewSuggested } = workflowInfo()
  if (historyLength < LONG_HISTORY && !continueAsNewSuggested) return
  while (run.beside.length > 0) await Promise.all(run.beside.splice(0))
  const { input, park, parks, words } = run
  if (park?.taken !== undefined || words.taken.length > 0 || !allHandlersFinished()) return
  const { account, subscriptionId } = input
  await continueAsNew<typeof subscription>({
    account,
    subscriptionId,
    carried: { parks, ...(park ? { park } : {}) },
  })
}
