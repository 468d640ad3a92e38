import type { MoneyFact, MoneyState, OperatorFact, Statement, ValueKind } from './fact.ts'
import { joinId } from './ids.ts'

/** Under which the settlement of a payment states what the chain shows. No endpoint of the API can bear this name. */
const SETTLEMENT_ENDPOINT = 'sys:settlement'
/** Under which operators' words are stated. */
const OPERATOR_ENDPOINT = 'sys:operator'

/** What a fact of the chain keeps for later looks, beside its block and hash. */
export interface KeptSighting {
  readonly chainId: number
  /** Decimal. */
  readonly blockNumber: string
  readonly sender?: { readonly address: string; readonly nonce: number }
}

/** Money as the chain shows it. */
export interface SeenMoney extends MoneyFact {
  readonly sighting?: KeptSighting
}

/** The payment that facts are stated about. */
export interface SettledPayment {
  readonly account: string
  /** The name its money was stated by: its order may be named after it. */
  readonly statedAs: string
  readonly value: ValueKind
  readonly generation: number
  /** The latest time any of its money facts is dated; ISO-8601 UTC. */
  readonly newestAt: string
}

/** What was seen, as a fact. */
export interface Seen {
  readonly state: MoneyState
  readonly block?: string
  readonly txHash?: string
  readonly sighting?: KeptSighting
}

/**
 * What a settlement saw, as a fact: keyed by payment, state and block, so that the same is stated once, whoever looks. Dated
 * after all that is known, for what is seen now is newer, whatever the clock of a provider says.
 */
export function chainStatement(payment: SettledPayment, seen: Seen, now: string): Statement {
  const { state, block, ...rest } = seen
  const fact: SeenMoney = {
    type: 'money',
    state,
    value: payment.value,
    ...(block === undefined ? {} : { block }),
    ...rest,
  }
  const what = [state, block ?? String(payment.generation)]
  return statementOf(payment, SETTLEMENT_ENDPOINT, what, afterAll(payment.newestAt, now), fact)
}

/** A word, and the decision that said it. */
export interface SaidWord {
  readonly word: OperatorFact['word']
  readonly parkId: string
  readonly decisionId: string
}

/** An operator's word on a payment. A decision is one word; another word is another fact, though its id was used before. */
export function operatorStatement(
  payment: Pick<SettledPayment, 'account' | 'statedAs'>,
  { word, parkId, decisionId }: SaidWord,
  now: string,
): Statement {
  return statementOf(payment, OPERATOR_ENDPOINT, [parkId, decisionId, word], now, { type: 'operator', word })
}

function statementOf(
  { account, statedAs }: Pick<SettledPayment, 'account' | 'statedAs'>,
  endpoint: string,
  what: readonly string[],
  at: string,
  fact: Statement['fact'],
): Statement {
  const eventKey = joinId(account, statedAs, ...what)
  return { endpoint, eventKey, account, paymentId: statedAs, refs: [], at, fact }
}

function afterAll(newestAt: string, now: string): string {
  return new Date(Math.max(Date.parse(newestAt) + 1, Date.parse(now))).toISOString()
}
