import { patched } from '@temporalio/workflow'
import type { StatedBooks } from '../domain/books.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import { doEffects } from './effects.ts'
import type { EventRun } from './event-run.ts'
import { followPaid } from './follow-subscription.ts'
import type { FulfilmentInput, FulfilmentResult } from './fulfilment-input.ts'
import { stateFact } from './state-fact.ts'
import { step } from './step.ts'
import { story } from './story.ts'
import { trackSettlement } from './track-settlement.ts'

/** Crypto money is on chain, or is there to stay: the books say so at once. */
export function trackPending(input: FulfilmentInput): Promise<FulfilmentResult> {
  return story(input, async (run) => {
    await step(run, 'books', () => credit(run))
    await step(run, 'settle', () => trackSettlement(run))
    await followPaid(run)
    // After the hand-over: a mint waits until the money is confirmed, and that may be the settlement's to see.
    await doEffects(run)
  })
}

/** What is credited is watched, also while a person is asked about it, and whatever that person says. */
async function credit(run: EventRun): Promise<StatedBooks> {
  const books = await stateFact(run, creditOf(run.event))
  const parksNext = books.problems.length > 0 || run.cancel === 'asked'
  if (parksNext && patched('2026-11-watched-while-parked')) await trackSettlement(run)
  return books
}

function creditOf({ type }: PaymentEvent): 'creditPending' | 'confirmCredit' {
  return type === 'payment.pending' ? 'creditPending' : 'confirmCredit'
}
