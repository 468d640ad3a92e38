import { type ChangeRun, newChangeRun } from './change-run.ts'
import { followSubscription } from './follow-subscription.ts'
import type { SubscriptionChange, SubscriptionChangeResult } from './fulfilment-input.ts'
import { inboxFor, subjectOf } from './inbox-activities.ts'
import { carry, endOf } from './story.ts'

/** Something became of a subscription: its state and access follow, and its clock hears of it. */
export function changeSubscription(input: SubscriptionChange): Promise<SubscriptionChangeResult> {
  const run = newChangeRun(input)
  return carry(run, async () => {
    const outcome = await endOf(run, follow)
    await inboxFor(outcome).finishEvent({ subject: subjectOf(run), state: outcome })
    return { outcome, ...run.changed, ...(run.skipped.length === 0 ? {} : { skipped: run.skipped }) }
  })
}

async function follow(run: ChangeRun): Promise<void> {
  const changed = await followSubscription(run, () => run.statement)
  if (changed !== undefined) run.changed = changed
}
