import { doEffects } from './effects.ts'
import type { FulfilmentInput, FulfilmentResult } from './fulfilment-input.ts'
import { stateFact } from './state-fact.ts'
import { step } from './step.ts'
import { story } from './story.ts'

/** Somebody checked out: they are known from now on, and what they bought opens with its payment. */
export function provisionCustomer(input: FulfilmentInput): Promise<FulfilmentResult> {
  return story(input, async (run) => {
    await step(run, 'books', () => stateFact(run, 'grantAccess'))
    await doEffects(run)
  })
}
