import type { PaymentEvent } from '../domain/payment-event.ts'
import { doEffects } from './effects.ts'
import { followPaid } from './follow-subscription.ts'
import type { FulfilmentInput, FulfilmentResult } from './fulfilment-input.ts'
import { type BooksActivity, stateFact } from './state-fact.ts'
import { step } from './step.ts'
import { story } from './story.ts'

/** Money came in: its owner is credited, its order paid. */
export function fulfilPayment(input: FulfilmentInput): Promise<FulfilmentResult> {
  return story(input, async (run) => {
    await step(run, 'books', () => stateFact(run, creditOf(run.event)))
    await followPaid(run)
    await doEffects(run)
  })
}

function creditOf({ type }: PaymentEvent): BooksActivity {
  if (type === 'payment.pending') return 'creditPending'
  return type === 'payment.confirmed' ? 'confirmCredit' : 'creditBalance'
}
