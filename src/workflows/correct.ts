import type { PlannedAgain } from '../activities/plan-again.ts'
import type { Decision } from '../domain/decision.ts'
import type { EventRun } from './event-run.ts'
import { inboxFor } from './inbox-activities.ts'
import { finalRefusalOf } from './problem.ts'
import type { OpenPark } from './run.ts'

/** Does what a decision asks of the event itself. What cannot be done comes back as the reason. */
export function correctEvent(run: EventRun, park: OpenPark, decision: Decision): Promise<string | undefined> {
  return finalRefusalOf(async () => {
    const planned = await planAgain(run, park, decision)
    if (planned !== undefined) Object.assign(run, planned)
  })
}

async function planAgain(
  { event: { endpoint, eventKey } }: EventRun,
  { problem }: OpenPark,
  { decision, patch = {} }: Decision,
): Promise<PlannedAgain | undefined> {
  switch (decision) {
    case 'retry':
      // To try again is to say: this money is not the similar one beside it.
      return problem.code === 'DEPOSIT_AMBIGUOUS'
        ? await inboxFor(decision).amendEvent({ endpoint, eventKey, amendment: { distinct: true } })
        : await inboxFor(decision).replanEvent({ endpoint, eventKey })
    case 'amend':
      return await inboxFor(decision).amendEvent({ endpoint, eventKey, amendment: patch })
    case 'skip':
    case 'abort':
    case 'refund':
    case 'confirm':
    case 'reverse':
    case 'hold':
    case 'release':
    case 'extend':
    case 'cancel':
    case 'restore':
      return undefined
  }
}
