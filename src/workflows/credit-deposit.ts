import { doEffects } from './effects.ts'
import type { FulfilmentInput, FulfilmentResult } from './fulfilment-input.ts'
import { stateFact } from './state-fact.ts'
import { step } from './step.ts'
import { story } from './story.ts'

/** Money was seen at a watched wallet: its owner is credited. */
export function creditDeposit(input: FulfilmentInput): Promise<FulfilmentResult> {
  return story(input, async (run) => {
    await step(run, 'books', () => stateFact(run, 'creditDeposit'))
    await doEffects(run)
  })
}
