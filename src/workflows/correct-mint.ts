import type { MintRequest } from '../activities/claim-mint.ts'
import type { PlannedAgain } from '../activities/plan-again.ts'
import type { Decision } from '../domain/decision.ts'
import type { EventRun } from './event-run.ts'
import { inbox } from './inbox-activities.ts'
import { mintIn, mintRequestOf } from './mint-request.ts'
import { finalRefusalOf } from './problem.ts'

/** Does what a decision asks of a mint that has stopped. What cannot be done comes back as the reason. */
export async function correctMint(run: EventRun, decision: Decision): Promise<string | undefined> {
  const request = mintRequestOf(run)
  if (request === undefined) return undefined
  let planned: PlannedAgain | undefined
  const refusal = await finalRefusalOf(async () => {
    planned = await correct(request, decision)
  })
  if (refusal !== undefined || planned === undefined) return refusal
  // The books say by now that the money is to be minted: a plan that does neither would lose it.
  if (mintIn(planned.plan) === undefined)
    return "by today's policy this event mints nothing: put the policy right, or send skip or abort"
  Object.assign(run, planned)
  return undefined
}

async function correct(request: MintRequest, decision: Decision): Promise<PlannedAgain | undefined> {
  const { endpoint, eventKey } = request.subject
  switch (decision.decision) {
    case 'retry':
      return await inbox.replanEvent({ endpoint, eventKey })
    case 'amend':
      return await inbox.amendMint({ ...request, patch: decision.patch ?? {} })
    case 'skip':
    case 'abort':
      await inbox.withdrawMint({ ...request, anyway: decision.decision === 'abort' })
      return undefined
    case 'refund':
    case 'confirm':
    case 'reverse':
    case 'hold':
    case 'release':
      return undefined
  }
}
