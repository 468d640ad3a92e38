import type { SearchAttributeUpdatePair } from '@temporalio/common'
import type { Subject } from '../activities/index.ts'
import type { Decision, DecisionKind } from '../domain/decision.ts'
import type { Problem } from '../domain/errors.ts'

/** What parks: the fact stated in the books, each effect outside them, what a settlement watches, a subscription. */
export type StepName = 'books' | 'mint' | 'settle' | 'deliver' | 'subscription'

export type Channel = 'signal' | 'update'

/** What became of a decision; the answer to an update. */
export interface Answer {
  readonly outcome: 'applied' | 'ignored'
  readonly detail: string
}

/** A decision on its way from whoever sent it to whatever does it. */
export interface Taken {
  readonly decision: Decision
  readonly channel: Channel
}

/** A step that waits for a person. */
export interface OpenPark {
  readonly parkId: string
  /** Offered to the operator as `decisionId`; the next one is offered once it is used up. */
  readonly decisionIdPrefix: string
  readonly step: StepName
  readonly problem: Problem
  readonly since: string
  /** What may be answered. */
  readonly decisions: readonly DecisionKind[]
  /** What came and was not done, newest last. */
  readonly notes: string[]
  taken?: Taken
  /** Where the console tells more, as its row in the inbox was answered; missing until then. */
  consoleUrl?: string
}

/** What a run is about, as far as it is about it. */
export interface About {
  /** The event that is finished or parked with it. */
  readonly subject?: Subject
  readonly account?: string
  readonly paymentId?: string
  /** Search attributes that an operator's correction may have changed. */
  readonly found?: readonly SearchAttributeUpdatePair[]
  /** Lines of its page: a name, and what stands beside it. */
  readonly shown: readonly (readonly [name: string, ...values: string[]])[]
}

/** What one run of a workflow knows of itself, so that its steps can park and operators can answer. */
export interface Run {
  /** As corrected by now. */
  readonly about: () => About
  /** What a park at this step may be answered with. */
  readonly offered: (step: StepName) => readonly DecisionKind[]
  /** Does what a decision asks for, beyond going on. What cannot be done comes back as the reason. */
  readonly correct: (park: OpenPark, decision: Decision) => Promise<string | undefined>
  /** What an operator may tell it while nothing is parked, and what was told and is not done yet. */
  readonly words?: { readonly offered: readonly DecisionKind[]; readonly taken: Taken[] }
  /** Of an entity: what it hears of from elsewhere, also while it is parked. It then looks whether the park still holds. */
  readonly news?: { came: boolean }
  /** Does what came while it is parked and answers no park. */
  readonly heed?: () => Promise<void>
  /** What its page says while nothing is parked. */
  readonly idle?: () => string
  park?: OpenPark
  parks: number
  /** `asked`: the next step parks. `answered`: an operator has decided since. */
  cancel: 'none' | 'asked' | 'answered'
  readonly skipped: StepName[]
  /** By park and decision id, so that the same decision by another way is no second one. */
  readonly answers: Map<string, { readonly decision: Decision; readonly answer: Answer }>
  /** Writes nothing waits for until the story ends. */
  readonly beside: Promise<void>[]
}

/** A run that has not begun. */
export function newRun(
  of: Pick<Run, 'about' | 'offered' | 'correct' | 'words' | 'news' | 'heed' | 'idle'>,
): Run {
  return { ...of, parks: 0, cancel: 'none', skipped: [], answers: new Map(), beside: [] }
}
