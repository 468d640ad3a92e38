import { type Decision, NO_PARK, WORDS } from '../../domain/decision.ts'
import { type Sent, sendDecision } from '../../temporal-decisions.ts'
import { signalSettlement } from '../../temporal-settlements.ts'
import { ProblemError } from '../problem.ts'
import type { OperatorDeps } from './deps.ts'

/** A payment, by the name of its row. */
export interface SettledPayment {
  readonly account: string
  readonly paymentId: string
}

/** The payment a word is about: told to its settlement, whether that runs or not. Undefined for the answer to a park. */
export async function paymentOfWord(
  { ledger }: OperatorDeps,
  workflowId: string,
  { parkId, decision }: Decision,
): Promise<SettledPayment | undefined> {
  const [kind, account, paymentId, ...more] = workflowId.split(':')
  if (parkId !== NO_PARK || kind !== 'payment' || account === undefined || paymentId === undefined)
    return undefined
  const payment = more.length === 0 ? await ledger.findPayment(account, paymentId) : null
  if (payment === null) return undefined
  if (WORDS.some((word) => word === decision)) return payment
  throw new ProblemError('invalid-content', `A settlement is told ${WORDS.join(', ')}.`)
}

/** A settlement that has closed is started again by the word: it must not be lost. */
export async function sendWord(
  { temporal }: OperatorDeps,
  workflowId: string,
  payment: SettledPayment,
  decision: Decision,
): Promise<Sent> {
  const sent = await sendDecision(temporal.client, workflowId, decision)
  if (sent.type !== 'closed') return sent
  try {
    await signalSettlement(temporal, payment, ['decide', decision])
  } catch {
    return { type: 'unreachable' }
  }
  // The same once more, to hear what became of it; one that has closed again by then has done it.
  const heard = await sendDecision(temporal.client, workflowId, decision)
  return heard.type === 'accepted' || heard.type === 'refused' ? heard : { type: 'pending' }
}
