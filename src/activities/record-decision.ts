import type { DecisionOutcome } from '../inbox/inbox.ts'
import type { Deps } from './deps.ts'

/** Journals what an operator sent and what became of it. */
export const recordDecision =
  ({ desk }: Deps) =>
  (outcome: DecisionOutcome): Promise<void> =>
    desk.journalDecision(outcome)
