import { type Decision, NO_PARK, SUBSCRIPTION_WORDS, WORDS } from '../../domain/decision.ts'
import { type Sent, sendDecision } from '../../temporal-decisions.ts'
import { signalSettlement } from '../../temporal-settlements.ts'
import { signalSubscription } from '../../temporal-subscriptions.ts'
import { ProblemError } from '../problem.ts'
import type { OperatorDeps } from './deps.ts'

/** A workflow that is told a word whether it runs or not: starts it with the word. */
export type Entity = (decision: Decision) => Promise<void>

/** What a word is told to: the settlement of a payment, or a subscription. Undefined for the answer to a park. */
export async function entityOfWord(
  deps: OperatorDeps,
  workflowId: string,
  { parkId, decision }: Decision,
): Promise<Entity | undefined> {
  const [kind, account, name, ...more] = workflowId.split(':')
  if (parkId !== NO_PARK || account === undefined || name === undefined || more.length > 0) return undefined
  if (kind === 'payment') return settlementTold(deps, account, name, decision)
  if (kind === 'subscription') return subscriptionTold(deps, account, name, decision)
  return undefined
}

async function settlementTold(
  { ledger, temporal }: OperatorDeps,
  account: string,
  name: string,
  word: string,
): Promise<Entity | undefined> {
  const payment = await ledger.findPayment(account, name)
  if (payment === null) return undefined
  mustBeOneOf(WORDS, word, 'A settlement')
  return (decision) => signalSettlement(temporal, payment, ['decide', decision])
}

async function subscriptionTold(
  { ledger, temporal }: OperatorDeps,
  account: string,
  name: string,
  word: string,
): Promise<Entity | undefined> {
  const subscription = await ledger.subscriptions.find(account, name)
  if (subscription === null) return undefined
  mustBeOneOf(SUBSCRIPTION_WORDS, word, 'A subscription')
  return (decision) => signalSubscription(temporal, subscription, ['decide', decision])
}

function mustBeOneOf(words: readonly string[], word: string, who: string): void {
  if (!words.includes(word)) throw new ProblemError('invalid-content', `${who} is told ${words.join(', ')}.`)
}

/** One that has closed is started again by the word: it must not be lost. */
export async function sendWord(
  { temporal }: OperatorDeps,
  workflowId: string,
  entity: Entity,
  decision: Decision,
): Promise<Sent> {
  const sent = await sendDecision(temporal.client, workflowId, decision)
  if (sent.type !== 'closed') return sent
  try {
    await entity(decision)
  } catch {
    return { type: 'unreachable' }
  }
  // The same once more, to hear what became of it; one that has closed again by then has done it.
  const heard = await sendDecision(temporal.client, workflowId, decision)
  return heard.type === 'accepted' || heard.type === 'refused' ? heard : { type: 'pending' }
}
