import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { ChangedSubscription } from '../activities/subscriptions.ts'
import { searchValue } from '../domain/ids.ts'
import type { SubscriptionStatement } from '../domain/subscription-fact.ts'
import { BOOKS, BOOKS_FIRST_TRY } from './activity-options.ts'
import type { EventRun } from './event-run.ts'
import { inboxFor } from './inbox-activities.ts'
import { failureOf, isFinal } from './problem.ts'
import type { Run } from './run.ts'
import { type Outcome, step } from './step.ts'

const local = proxyLocalActivities<Activities>(BOOKS_FIRST_TRY)
const regular = proxyActivities<Activities>(BOOKS)

/** What a payment says of the subscription it came for, once it is in the books. */
export async function followPaid(run: EventRun): Promise<void> {
  const { subscription } = run.plan
  if (run.books === undefined || subscription === undefined) return
  // Corrected meanwhile, it is planned anew.
  await followSubscription(run, () => run.plan.subscription ?? subscription)
}

interface Changed extends Outcome {
  readonly changed: ChangedSubscription
}

/** States what is said of a subscription, and hands it to its clock. Undefined where an operator left it out. */
export async function followSubscription(
  run: Run & { readonly firstTry: 'local' | 'regular' },
  statement: () => SubscriptionStatement,
): Promise<ChangedSubscription | undefined> {
  const stated = await step(run, 'subscription', async (): Promise<Changed> => {
    return { changed: await stateOnce(run.firstTry, statement()) }
  })
  if (stated === undefined) return undefined
  await step(run, 'subscription', () => handOver(statement()))
  return stated.changed
}

/** Once inside the workflow task, then where its attempts are seen and survive the worker. */
async function stateOnce(
  firstTry: 'local' | 'regular',
  statement: SubscriptionStatement,
): Promise<ChangedSubscription> {
  const change = { statement, now: Date.now() }
  if (firstTry === 'local') {
    try {
      return await local.stateSubscription(change)
    } catch (error) {
      const failure = failureOf(error)
      if (failure === undefined || isFinal(failure)) throw error
    }
  }
  const summary = `subscription ${searchValue(statement.subscriptionId)}`
  return await regular.stateSubscription.executeWithOptions({ ...BOOKS, summary }, [change])
}

async function handOver({ account, subscriptionId }: SubscriptionStatement): Promise<Record<string, never>> {
  await inboxFor(`subscription ${searchValue(subscriptionId)}`).trackSubscription({ account, subscriptionId })
  return {}
}
