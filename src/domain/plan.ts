import type { Amendment } from './amendment.ts'
import { applyAmendment } from './amendment.ts'
import type { Problem } from './errors.ts'
import type { Fact, MoneyFact, Statement } from './fact.ts'
import type { Judged } from './judge-money.ts'
import { moneyFact, paidFact, stated } from './judge-money.ts'
import type { ObservedEvent, PaidEvent, PaymentEvent, RewardEvent } from './payment-event.ts'
import { type MintEffect, mintOf } from './plan-mint.ts'
import { type Fulfilled, statementOf } from './plan-statement.ts'
import type { EndpointPolicy, Policy } from './policy.ts'

/** One thing done once outside the books, as a claimed row. */
export type Effect =
  | MintEffect
  | { readonly type: 'notify'; readonly template: string }
  | { readonly type: 'deliver'; readonly topic: string }

/** The story that carries a plan out; the workflow type an operator sees. */
export type WorkflowType =
  | 'fulfilPayment'
  | 'trackPending'
  | 'refundPayment'
  | 'creditDeposit'
  | 'recordOutcome'

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
  readonly problem?: Problem
}

export type Plan = RecordPlan | FulfilPlan

/**
 * The fact an event states and the effects it asks for, by the merchant's policy. Pure: the same event, policy and
 * amendment always give the same plan, so an operator can read in the workflow's input what will happen.
 */
export function planFor(event: PaymentEvent, policy: Policy, amendment: Amendment = {}): Plan {
  const endpoint = policy.endpoints[event.endpoint] ?? {}
  if (isOtherMode(event, endpoint)) return recorded(`the endpoint takes ${endpoint.mode} events only`)
  const planned = planOf(applyAmendment(event, amendment), policy, endpoint)
  if (planned.type === 'record') return planned
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

function planOf(event: PaymentEvent, policy: Policy, endpoint: EndpointPolicy): Plan {
  switch (event.type) {
    case 'payment.pending':
    case 'payment.confirmed':
      return paidPlan('trackPending', event, policy, endpoint)
    case 'payment.succeeded':
      return paidPlan('fulfilPayment', event, policy, endpoint)
    case 'deposit.detected':
      return fulfil('creditDeposit', event, endpoint, paidFact(event, policy, 'credit'))
    case 'payment.refunded':
      return fulfil(
        'refundPayment',
        event,
        endpoint,
        stated(event.money, policy, (money) => ({ type: 'refund_target', ...money })),
      )
    case 'payment.refund_failed':
      return fulfil(
        'refundPayment',
        event,
        endpoint,
        stated(event.money, policy, (money) => ({
          type: 'refund_failed',
          refundId: event.refundId,
          ...money,
        })),
      )
    case 'payment.disputed':
      return fulfil(
        'recordOutcome',
        event,
        endpoint,
        stated(event.money, policy, (money) => ({
          type: 'dispute',
          disputeId: event.disputeId,
          status: event.status,
          ...money,
        })),
      )
    case 'payment.failed':
      return fulfil('recordOutcome', event, endpoint, { type: 'outcome', outcome: 'failed' })
    case 'checkout.expired':
      return fulfil('recordOutcome', event, endpoint, { type: 'outcome', outcome: 'expired' })
    case 'payment.observed':
      return observedPlan(event, endpoint)
    case 'reward.recorded':
      return rewardPlan(event, policy, endpoint)
    case 'checkout.completed':
    case 'subscription.started':
    case 'subscription.renewed':
    case 'subscription.past_due':
    case 'subscription.cancelled':
    case 'subscription.expired':
      return recorded('kept with its subscription or checkout; moves no money')
    case 'ping':
      return recorded('a test event')
    case 'unknown':
      return { type: 'record', state: 'ignored', reason: 'an event type this version does not know' }
  }
}

/** Credited, or minted where it names a wallet and the policy mints. */
function paidPlan(workflow: WorkflowType, event: PaidEvent, policy: Policy, endpoint: EndpointPolicy): Plan {
  const mint = mintOf(event, endpoint.mint, policy)
  if (mint === undefined) return fulfil(workflow, event, endpoint, paidFact(event, policy, 'credit'))
  if ('problem' in mint) return fulfil(workflow, event, endpoint, mint)
  return { ...fulfil(workflow, event, endpoint, paidFact(event, policy, 'mint')), effects: [mint] }
}

function observedPlan(event: ObservedEvent, endpoint: EndpointPolicy): Plan {
  if (event.awaiting) return fulfil('recordOutcome', event, endpoint, { type: 'outcome', outcome: 'pending' })
  if (event.refs?.length) return fulfil('recordOutcome', event, endpoint, { type: 'link' })
  return recorded('another event of this payment fulfils it')
}

function rewardPlan(event: RewardEvent, policy: Policy, endpoint: EndpointPolicy): Plan {
  if (!endpoint.creditRewards) return recorded('rewards are credited only where the policy says so')
  if (event.money === undefined) return recorded('a reward that is not worth anything')
  const credit: MoneyFact = { type: 'money', state: 'confirmed', value: 'credit' }
  return fulfil('recordOutcome', event, endpoint, moneyFact(event.money, policy, credit))
}

function isOtherMode(event: PaymentEvent, endpoint: EndpointPolicy): boolean {
  if (endpoint.mode === undefined || event.livemode === undefined) return false
  return event.livemode !== (endpoint.mode === 'live')
}

function recorded(reason: string): RecordPlan {
  return { type: 'record', state: 'recorded', reason }
}

function fulfil(
  workflow: WorkflowType,
  event: Fulfilled,
  endpoint: EndpointPolicy,
  judged: Judged,
): FulfilPlan {
  const fact: Fact = 'problem' in judged ? { type: 'link' } : judged
  return {
    type: 'fulfil',
    workflow,
    statement: statementOf(event, endpoint, fact),
    effects: [],
    ...('problem' in judged ? { problem: judged.problem } : {}),
  }
}
