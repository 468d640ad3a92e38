import type { AmendedMint } from '../activities/correct-mint.ts'
import type { Decision } from '../domain/decision.ts'
import type { EventRun } from './event-run.ts'
import { inboxFor } from './inbox-activities.ts'
import { mintRequestOf } from './mint-request.ts'
import { finalRefusalOf } from './problem.ts'

/** Does what a decision asks of a mint that has stopped. What cannot be done comes back as the reason. */
export async function correctMint(
  run: EventRun,
  { decision, patch = {} }: Decision,
): Promise<string | undefined> {
  const request = mintRequestOf(run)
  if (request === undefined) return undefined
  return await finalRefusalOf(async () => {
    switch (decision) {
      case 'amend':
        amended(run, await inboxFor(decision).amendMint({ ...request, patch }))
        return
      case 'skip':
      case 'abort':
        await inboxFor(decision).withdrawMint({ ...request, anyway: decision === 'abort' })
        return
      case 'retry':
      case 'refund':
      case 'confirm':
      case 'reverse':
      case 'hold':
      case 'release':
      case 'extend':
      case 'cancel':
      case 'restore':
        return
    }
  })
}

/** The books are stated and the amount is claimed: of the plan only the wallet is another, whatever the rate is today. */
function amended(run: EventRun, { event, amendment }: AmendedMint): void {
  const { plan } = run
  const { wallet } = amendment
  run.event = event
  run.plan = {
    ...plan,
    statement: { ...plan.statement, amendment },
    effects: plan.effects.map((effect) =>
      effect.type === 'mint' && wallet !== undefined ? { ...effect, wallet: wallet.toLowerCase() } : effect,
    ),
  }
}
