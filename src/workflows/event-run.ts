import type { SearchAttributeUpdatePair } from '@temporalio/common'
import { patched } from '@temporalio/workflow'
import type { StatedBooks } from '../domain/books.ts'
import type { DecisionKind } from '../domain/decision.ts'
import { searchValue } from '../domain/ids.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import type { FulfilPlan } from '../domain/plan.ts'
import { correctEvent } from './correct.ts'
import { correctMint } from './correct-mint.ts'
import type { FulfilmentInput } from './fulfilment-input.ts'
import { giveBack } from './give-back.ts'
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
  /** Of the money that an operator had given back, as its provider names it. */
  refundId?: string
}

const OFFERED: readonly DecisionKind[] = ['retry', 'amend', 'skip', 'abort']
/** Of money that comes in, whether or not the books could be told how much. */
const OFFERED_OF_MONEY: readonly DecisionKind[] = ['retry', 'amend', 'skip', 'refund', 'abort']
const REFUNDABLE: readonly FulfilPlan['workflow'][] = ['fulfilPayment', 'trackPending']

export function newEventRun({ event, plan, ledgerFirstTry }: FulfilmentInput): EventRun {
  const run: EventRun = {
    event,
    plan,
    firstTry: ledgerFirstTry ?? 'local',
    ...newRun({
      offered: () => (isRefundable(run) ? OFFERED_OF_MONEY : OFFERED),
      about: () => aboutEvent(run),
      correct: (park, decision) => {
        if (decision.decision === 'refund') return giveBack(run, park)
        return park.step === 'mint' ? correctMint(run, decision) : correctEvent(run, park, decision)
      },
    }),
  }
  return run
}

/** Money that came in may go back. Runs from before refused it: what is in their histories stays a refusal. */
function isRefundable({ plan }: EventRun): boolean {
  return REFUNDABLE.includes(plan.workflow) && patched('2026-11-refund')
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
