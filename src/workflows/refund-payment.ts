import { doEffects } from './effects.ts'
import type { FulfilmentInput, FulfilmentResult } from './fulfilment-input.ts'
import { stateFact } from './state-fact.ts'
import { step } from './step.ts'
import { story } from './story.ts'

/** Money goes back, or a refund failed: the books move to what is refunded by now. */
export function refundPayment(input: FulfilmentInput): Promise<FulfilmentResult> {
  return story(input, async (run) => {
    await step(run, 'books', () => stateFact(run, 'applyRefund'))
    await doEffects(run)
  })
}
