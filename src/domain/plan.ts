import type { Amendment } from './amendment.ts'
import { applyAmendment } from './amendment.ts'
import type { Problem } from './errors.ts'
import type { Statement } from './fact.ts'
import type { PaymentEvent } from './payment-event.ts'
import { endpointOf, planOf, recorded } from './plan-event.ts'
import type { MintEffect } from './plan-mint.ts'
import type { EndpointPolicy, Policy } from './policy.ts'
import type { SubscriptionStatement } from './subscription-fact.ts'
import type { Telling } from './telling.ts'

/** One thing done once outside the books, as a claimed row. */
export type Effect = MintEffect | Telling

/** The story that carries a plan of money out; the workflow type an operator sees. */
export type WorkflowType =
  | 'fulfilPayment'
  | 'trackPending'
  | 'refundPayment'
  | 'creditDeposit'
  | 'recordOutcome'
  | 'provisionCustomer'

/** Nothing to do but keep it. `ignored`: a type we do not know. */
export interface RecordPlan {
  readonly type: 'record'
  readonly state: 'recorded' | 'ignored'
  readonly reason: string
}

/** State a fact, then do the effects in order. With a `problem` the fact cannot be stated: the first step parks. */
export interface FulfilPlan {
  readonly type: 'fulfil'
  readonly workflow: WorkflowType
  readonly statement: Statement
  readonly effects: readonly Effect[]
  /** What the payment says of the subscription it is for. */
  readonly subscription?: SubscriptionStatement
  readonly problem?: Problem
}

/** State what became of a subscription; no money moves. */
export interface SubscribePlan {
  readonly type: 'subscribe'
  readonly workflow: 'changeSubscription'
  readonly subscription: SubscriptionStatement
}

/** What a workflow carries out. */
export type WorkPlan = FulfilPlan | SubscribePlan

export type Plan = RecordPlan | WorkPlan

/**
 * The fact an event states and the effects it asks for, by the merchant's policy. Pure: the same event, policy and
 * amendment always give the same plan, so an operator can read in the workflow's input what will happen.
 */
export function planFor(event: PaymentEvent, policy: Policy, amendment: Amendment = {}): Plan {
  const endpoint = endpointOf(event, policy)
  if (isOtherMode(event, endpoint)) return recorded(`the endpoint takes ${endpoint.mode} events only`)
  const planned = planOf(applyAmendment(event, amendment), policy, endpoint)
  if (planned.type !== 'fulfil') return planned
  return { ...planned, statement: { ...planned.statement, ...operatorsWord(amendment) } }
}

/** What outranks the payment's other events because an operator said it; the owner's claim bears its own rank. */
function operatorsWord(amendment: Amendment): Partial<Statement> {
  const { distinct, orderReference } = amendment
  return {
    ...(Object.keys(amendment).length === 0 ? {} : { amendment }),
    ...(distinct === undefined ? {} : { distinct }),
    ...(orderReference === undefined ? {} : { orderIsAmended: true }),
  }
}

function isOtherMode(event: PaymentEvent, endpoint: EndpointPolicy): boolean {
  if (endpoint.mode === undefined || event.livemode === undefined) return false
  return event.livemode !== (endpoint.mode === 'live')
}
