import type { StatedBooks } from '../domain/books.ts'
import { FulfilmentError } from '../domain/errors.ts'
import { operatorStatement, type SaidWord } from '../domain/settlement-facts.ts'
import { STATEMENT_TIMEOUT_MS } from './books.ts'
import type { Deps, PaymentRef } from './deps.ts'
import { tellSeen } from './tell-seen.ts'

export type OperatorWord = PaymentRef & SaidWord

/** An operator's word on a payment, as a fact: the last one counts, and outranks what providers and the chain say. */
export const stateOperatorWord =
  (deps: Deps) =>
  async ({ account, paymentId, ...said }: OperatorWord): Promise<StatedBooks> => {
    const { ledger } = deps
    if ((await ledger.settlement(account, paymentId)) === null) throw unknown(paymentId, account)
    const statedAs = (await ledger.sighting(account, paymentId))?.statedAs ?? paymentId
    const statement = operatorStatement({ account, statedAs }, said, new Date().toISOString())
    const books = await ledger.stateFact(statement, { finish: false, timeoutMs: STATEMENT_TIMEOUT_MS })
    await tellSeen(deps, statement, books)
    return books
  }

export interface Tracked extends PaymentRef {
  /** When the money was seen; ISO-8601 UTC. */
  readonly at: string
}

/** Hands a payment to its settlement: starts it, or makes the one that runs look again. */
export const trackSettlement =
  ({ policy, settlements }: Deps) =>
  ({ account, paymentId, at }: Tracked): Promise<void> => {
    const deadline = Math.max(Date.parse(at), Date.now()) + policy.settlement.deadlineMinutes * 60_000
    return settlements.track({ account, paymentId }, new Date(deadline).toISOString())
  }

function unknown(paymentId: string, account: string): FulfilmentError {
  return new FulfilmentError({
    code: 'INVALID_DECISION',
    retryable: false,
    message: `there is no payment ${paymentId} of account ${account} to decide about`,
  })
}
