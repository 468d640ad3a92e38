import type { Announcement } from '../activities/tell.ts'
import type { DecisionKind } from '../domain/decision.ts'
import { newRun, type Run } from './run.ts'
import { Aborted } from './step.ts'
import { carry } from './story.ts'
import { deliverAll, notifyBeside } from './tell.ts'

export interface AnnouncementResult {
  readonly outcome: 'told' | 'aborted'
  readonly skipped?: readonly string[]
}

const OFFERED: readonly DecisionKind[] = ['retry', 'skip', 'abort']

/** Tells what no event tells: what a settlement saw on chain, or a subscription's own clock brought about. */
export function announce(input: Announcement): Promise<AnnouncementResult> {
  const run = newAnnouncementRun(input)
  return carry(run, async () => {
    const outcome = await tell(run, input)
    return { outcome, ...(run.skipped.length === 0 ? {} : { skipped: run.skipped }) }
  })
}

async function tell(run: Run, input: Announcement): Promise<AnnouncementResult['outcome']> {
  try {
    notifyBeside(run, input)
    await deliverAll(run, input)
    return 'told'
  } catch (error) {
    if (error instanceof Aborted) return 'aborted'
    throw error
  }
}

function newAnnouncementRun({ account, paymentId, subscriptionId, occasion }: Announcement): Run {
  const shown = [
    paymentId === undefined
      ? (['Subscription', account, subscriptionId ?? ''] as const)
      : (['Payment', account, paymentId] as const),
    ['Occasion', ...occasion] as const,
  ]
  return newRun({
    offered: () => OFFERED,
    about: () => ({ account, ...(paymentId === undefined ? {} : { paymentId }), shown }),
    correct: async () => undefined,
  })
}
