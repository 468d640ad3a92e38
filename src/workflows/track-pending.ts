import type { PaymentEvent } from '../domain/payment-event.ts'
import { doEffects } from './effects.ts'
import type { FulfilmentInput, FulfilmentResult } from './fulfilment-input.ts'
import { stateFact } from './state-fact.ts'
import { step } from './step.ts'
import { story } from './story.ts'
import { trackSettlement } from './track-settlement.ts'

/** Crypto money is on chain, or is there to stay: the books say so at once. */
export function trackPending(input: FulfilmentInput): Promise<FulfilmentResult> {
  return story(input, async (run) => {
    await step(run, 'books', () => stateFact(run, creditOf(run.event)))
    await step(run, 'settle', () => trackSettlement(run))
    // After the hand-over: a mint waits until the money is confirmed, and that may be the settlement's to see.
    await doEffects(run)
  })
}

function creditOf({ type }: PaymentEvent): 'creditPending' | 'confirmCredit' {
  return type === 'payment.pending' ? 'creditPending' : 'confirmCredit'
}
