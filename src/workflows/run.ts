import type { StatedBooks } from '../domain/books.ts'
import type { Decision } from '../domain/decision.ts'
import type { Problem } from '../domain/errors.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import type { FulfilPlan } from '../domain/plan.ts'
import type { FulfilmentInput } from './fulfilment-input.ts'

/** What parks: the fact stated in the books, later each effect. */
export type StepName = 'books'

export type Channel = 'signal' | 'update'

/** What became of a decision; the answer to an update. */
export interface Answer {
  readonly outcome: 'applied' | 'ignored'
  readonly detail: string
}

/** A step that waits for a person. */
export interface OpenPark {
  readonly parkId: string
  /** Offered to the operator as `decisionId`; the next one is offered once it is used up. */
  readonly decisionIdPrefix: string
  readonly step: StepName
  readonly problem: Problem
  readonly since: string
  /** What came and was not done, newest last. */
  readonly notes: string[]
  taken?: { readonly decision: Decision; readonly channel: Channel }
}

/** What one run of a story knows of itself. */
export interface Run {
  /** As corrected by now. */
  event: PaymentEvent
  plan: FulfilPlan
  readonly firstTry: 'local' | 'regular'
  books?: StatedBooks
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

export function newRun({ event, plan, ledgerFirstTry }: FulfilmentInput): Run {
  return {
    event,
    plan,
    firstTry: ledgerFirstTry ?? 'local',
    parks: 0,
    cancel: 'none',
    skipped: [],
    answers: new Map(),
    beside: [],
  }
}
