import { uuid4 } from '@temporalio/workflow'
import type { DecisionKind } from '../domain/decision.ts'
import { newRun, type Run } from './run.ts'
import { settlementDetails } from './settlement-details.ts'
import type { SettlementInput } from './settlement-input.ts'
import { answerPark, heedWords } from './settlement-words.ts'

/** The run of a payment's settlement. */
export interface SettlementRun extends Run {
  readonly input: SettlementInput
  readonly firstTry: 'local' | 'regular'
  readonly news: { came: boolean }
  readonly words: NonNullable<Run['words']>
  /** What it knows of the payment by now, for its page. */
  seen: string
  /** When the money must be settled, as far as this run knows; ISO-8601 UTC. */
  deadline?: string
  /** Offered to the operator as `decisionId`, with the number of the word. */
  readonly decisionIdPrefix: string
  /** How many words were said. */
  said: number
  isOver: boolean
}

const OFFERED: readonly DecisionKind[] = ['retry', 'confirm', 'reverse', 'abort']
/** What is stated is stated, and a person may leave it at that; a look that is left out would only come again. */
const OFFERED_AT_BOOKS: readonly DecisionKind[] = ['retry', 'skip', 'confirm', 'reverse', 'abort']
const WORDS: readonly DecisionKind[] = ['confirm', 'reverse', 'hold', 'release']

export function newSettlementRun(input: SettlementInput): SettlementRun {
  const { account, paymentId, carried } = input
  const run: SettlementRun = {
    input,
    firstTry: input.ledgerFirstTry ?? 'local',
    seen: 'nothing yet',
    decisionIdPrefix: uuid4().replaceAll('-', '').slice(0, 16),
    said: 0,
    isOver: false,
    ...newRun({
      offered: (step) => (step === 'books' ? OFFERED_AT_BOOKS : OFFERED),
      about: () => ({ account, paymentId, shown: [['Payment', account, paymentId]] }),
      correct: (_park, decision) => answerPark(run, decision),
      heed: () => heedWords(run),
      idle: () => settlementDetails(run),
    }),
    news: { came: false },
    words: { offered: WORDS, taken: [] },
  }
  if (carried?.park !== undefined) run.park = { ...carried.park, notes: [...carried.park.notes] }
  run.parks = carried?.parks ?? 0
  return run
}
