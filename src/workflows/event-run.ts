import type { SearchAttributeUpdatePair } from '@temporalio/common'
import type { StatedBooks } from '../domain/books.ts'
import type { DecisionKind } from '../domain/decision.ts'
import { searchValue } from '../domain/ids.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import type { FulfilPlan } from '../domain/plan.ts'
import { correctEvent } from './correct.ts'
import { correctMint } from './correct-mint.ts'
import type { FulfilmentInput } from './fulfilment-input.ts'
import { subjectOf } from './inbox-activities.ts'
import { newRun, type Run } from './run.ts'
import { ORDER_REFERENCE, OWNER } from './search-attributes.ts'

/** The run of a workflow that carries out one event. */
export interface EventRun extends Run {
  /** As corrected by now. */
  event: PaymentEvent
  plan: FulfilPlan
  readonly firstTry: 'local' | 'regular'
  books?: StatedBooks
  /** Of the transaction that minted its tokens. */
  txHash?: string
}

const OFFERED: readonly DecisionKind[] = ['retry', 'amend', 'skip', 'abort']

export function newEventRun({ event, plan, ledgerFirstTry }: FulfilmentInput): EventRun {
  const run: EventRun = {
    event,
    plan,
    firstTry: ledgerFirstTry ?? 'local',
    ...newRun({
      offered: () => OFFERED,
      about: () => aboutEvent(run),
      correct: (park, decision) =>
        park.step === 'mint' ? correctMint(run, decision) : correctEvent(run, park, decision),
    }),
  }
  return run
}

function aboutEvent(run: EventRun) {
  const { event, plan } = run
  const { account, paymentId } = plan.statement
  const shown = [
    ['Event', event.providerType, event.eventKey],
    ['Payment', account, paymentId],
  ] as const
  return { subject: subjectOf(run), account, paymentId, shown, found: foundBy(event) }
}

function foundBy({ owner, orderReference }: PaymentEvent): SearchAttributeUpdatePair[] {
  return [
    ...(owner === undefined ? [] : [{ key: OWNER, value: searchValue(owner.owner) }]),
    ...(orderReference === undefined ? [] : [{ key: ORDER_REFERENCE, value: searchValue(orderReference) }]),
  ]
}
