import type { PlannedAgain } from '../activities/plan-again.ts'
import type { Decision } from '../domain/decision.ts'
import { inbox } from './inbox-activities.ts'
import { finalRefusalOf } from './problem.ts'
import type { OpenPark, Run } from './run.ts'

/** Does what a decision asks of the event itself. What cannot be done comes back as the reason. */
export function correct(run: Run, park: OpenPark, decision: Decision): Promise<string | undefined> {
  return finalRefusalOf(async () => {
    const planned = await planAgain(run, park, decision)
    if (planned !== undefined) Object.assign(run, planned)
  })
}

async function planAgain(
  { event: { endpoint, eventKey } }: Run,
  { problem }: OpenPark,
  { decision, patch = {} }: Decision,
): Promise<PlannedAgain | undefined> {
  switch (decision) {
    case 'retry':
      // To try again is to say: this money is not the similar one beside it.
      return problem.code === 'DEPOSIT_AMBIGUOUS'
        ? await inbox.amendEvent({ endpoint, eventKey, amendment: { distinct: true } })
        : await inbox.replanEvent({ endpoint, eventKey })
    case 'amend':
      return await inbox.amendEvent({ endpoint, eventKey, amendment: patch })
    case 'skip':
    case 'abort':
    case 'refund':
      return undefined
  }
}
