import type { MintRequest } from '../activities/claim-mint.ts'
import type { FulfilPlan } from '../domain/plan.ts'
import type { MintEffect } from '../domain/plan-mint.ts'
import type { EventRun } from './event-run.ts'
import { subjectOf } from './inbox-activities.ts'

function mintIn({ effects }: FulfilPlan): MintEffect | undefined {
  return effects.find((effect) => effect.type === 'mint')
}

/** Undefined where the plan asks for no mint. */
export function mintRequestOf(run: EventRun): MintRequest | undefined {
  const mint = mintIn(run.plan)
  if (mint === undefined) return undefined
  const { account, paymentId, amendment } = run.plan.statement
  const subject = subjectOf(run)
  return { subject, account, paymentId, mint, ...(amendment === undefined ? {} : { amendment }) }
}
