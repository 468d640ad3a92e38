import { endpointPolicy } from './endpoint-policy.ts'
import type { Fact, LinkFact, MoneyFact } from './fact.ts'
import { isAskedKey } from './ids.ts'
import type { Judged } from './judge-money.ts'
import { moneyFact, paidFact, stated } from './judge-money.ts'
import type {
  CheckoutCompletedEvent,
  ObservedEvent,
  PaidEvent,
  PaymentEvent,
  RewardEvent,
} from './payment-event.ts'
import type { FulfilPlan, Plan, RecordPlan, WorkflowType } from './plan.ts'
import { mintOf } from './plan-mint.ts'
import { type Fulfilled, statementOf } from './plan-statement.ts'
import { subscriptionStatementOf } from './plan-subscription.ts'
import { tellingsOf } from './plan-tellings.ts'
import type { EndpointPolicy, Policy } from './policy.ts'
import { reachable, type Telling } from './telling.ts'

/** What an event asks for, as it stands corrected. */
export function planOf(event: PaymentEvent, policy: Policy, { creditRewards }: EndpointPolicy): Plan {
  switch (event.type) {
    case 'payment.pending':
    case 'payment.confirmed':
      return paidPlan('trackPending', event, policy)
    case 'payment.succeeded':
      return paidPlan('fulfilPayment', event, policy)
    case 'deposit.detected':
      return fulfil('creditDeposit', event, policy, paidFact(event, policy, 'credit'))
    case 'payment.refunded':
      return fulfil(
        'refundPayment',
        event,
        policy,
        stated(event.money, policy, (money) => ({ type: 'refund_target', ...money })),
      )
    case 'payment.refund_failed':
      return fulfil(
        'refundPayment',
        event,
        policy,
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
        policy,
        stated(event.money, policy, (money) => ({
          type: 'dispute',
          disputeId: event.disputeId,
          status: event.status,
          ...money,
        })),
      )
    case 'payment.failed':
      return fulfil('recordOutcome', event, policy, { type: 'outcome', outcome: 'failed' })
    case 'checkout.expired':
      return fulfil('recordOutcome', event, policy, { type: 'outcome', outcome: 'expired' })
    case 'payment.observed':
      return observedPlan(event, policy)
    case 'reward.recorded':
      return rewardPlan(event, policy, creditRewards === true)
    case 'checkout.completed':
      return checkoutPlan(event, policy)
    case 'subscription.started':
    case 'subscription.renewed':
    case 'subscription.past_due':
    case 'subscription.cancelled':
    case 'subscription.expired':
      return subscriptionPlan(event, policy)
    case 'ping':
      return recorded('a test event')
    case 'unknown':
      return { type: 'record', state: 'ignored', reason: 'an event type this version does not know' }
  }
}

/** Credited, or minted where it names a wallet and the policy mints. */
function paidPlan(workflow: WorkflowType, event: PaidEvent, policy: Policy): Plan {
  const mint = mintOf(event, endpointOf(event, policy).mint, policy)
  if (mint === undefined) return fulfil(workflow, event, policy, paidFact(event, policy, 'credit'))
  if ('problem' in mint) return fulfil(workflow, event, policy, mint)
  const plan = fulfil(workflow, event, policy, paidFact(event, policy, 'mint'))
  const minted: Telling = { type: 'deliver', topic: 'tokens.minted' }
  return { ...plan, effects: [mint, ...plan.effects, ...reachable([minted], policy.channels)] }
}

function subscriptionPlan(event: PaymentEvent, policy: Policy): Plan {
  const subscription = subscriptionStatementOf(event, endpointOf(event, policy), policy)
  if (subscription === undefined) return recorded('it says nothing of a subscription')
  return { type: 'subscribe', workflow: 'changeSubscription', subscription }
}

function observedPlan(event: ObservedEvent, policy: Policy): Plan {
  if (event.awaiting) return fulfil('recordOutcome', event, policy, { type: 'outcome', outcome: 'pending' })
  if (event.refs?.length) return fulfil('recordOutcome', event, policy, { type: 'link' })
  return recorded('another event of this payment fulfils it')
}

/** Who checked out is known from then on. What they bought opens with its payment; with nothing to pay, at once. */
function checkoutPlan(event: CheckoutCompletedEvent, policy: Policy): Plan {
  const { paymentId, free, subscription } = event
  if (paymentId === undefined) return recorded('a checkout that names no payment')
  // What a subscription gives is its own state's to say, on trial too.
  const opensAtOnce = free === true && subscription === undefined
  const fact: LinkFact = { type: 'link', ...(opensAtOnce ? { free } : {}) }
  return fulfil('provisionCustomer', { ...event, paymentId }, policy, fact)
}

/** Told to the merchant's app where there is one; credited only by policy. */
function rewardPlan(event: RewardEvent, policy: Policy, isCredited: boolean): Plan {
  if (isCredited && event.money !== undefined) {
    const credit: MoneyFact = { type: 'money', state: 'confirmed', value: 'credit' }
    return fulfil('recordOutcome', event, policy, moneyFact(event.money, policy, credit))
  }
  if (policy.channels?.delivery) return fulfil('recordOutcome', event, policy, { type: 'link' })
  return recorded(
    isCredited ? 'a reward that is not worth anything' : 'rewards are credited only where the policy says so',
  )
}

export function recorded(reason: string): RecordPlan {
  return { type: 'record', state: 'recorded', reason }
}

function fulfil(workflow: WorkflowType, event: Fulfilled, policy: Policy, judged: Judged): FulfilPlan {
  const fact: Fact = 'problem' in judged ? { type: 'link' } : judged
  const endpoint = endpointOf(event, policy)
  const subscription = subscriptionStatementOf(event, endpoint, policy)
  return {
    type: 'fulfil',
    workflow,
    statement: statementOf(event, endpoint, fact),
    effects: tellingsOf(event, endpoint, policy, fact),
    ...(subscription === undefined ? {} : { subscription }),
    ...('problem' in judged ? { problem: judged.problem } : {}),
  }
}

/** Anybody may have a contract name a payment: until its provider confirms it, nothing of it is spent or given. */
const CAUTIOUS = { pendingIsSpendable: false, effectsAt: 'confirmed' } as const satisfies EndpointPolicy

export function endpointOf(event: PaymentEvent, file: Policy): EndpointPolicy {
  const { endpoint: slug, account, provider, eventKey } = event
  const policy = endpointPolicy({ slug, account, provider }, file)
  return isAskedKey(eventKey) ? { ...policy, ...CAUTIOUS } : policy
}
