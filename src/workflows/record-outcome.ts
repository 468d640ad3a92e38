import type { PaymentEvent } from '../domain/payment-event.ts'
import { doEffects } from './effects.ts'
import type { FulfilmentInput, FulfilmentResult } from './fulfilment-input.ts'
import { type BooksActivity, stateFact } from './state-fact.ts'
import { step } from './step.ts'
import { story } from './story.ts'

/** Something became of a payment that is neither money in nor a refund: failed, expired, disputed, rewarded. */
export function recordOutcome(input: FulfilmentInput): Promise<FulfilmentResult> {
  return story(input, async (run) => {
    await step(run, 'books', () => stateFact(run, recordOf(run.event)))
    await doEffects(run)
  })
}

function recordOf({ type }: PaymentEvent): BooksActivity {
  if (type === 'payment.disputed') return 'holdDisputed'
  return type === 'reward.recorded' ? 'creditBalance' : 'recordOutcome'
}
