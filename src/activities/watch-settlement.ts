import type { PaymentSighting } from '../chain/observe-payment.ts'
import { FulfilmentError, type Problem } from '../domain/errors.ts'
import type { MoneyState, Statement } from '../domain/fact.ts'
import { judge, type Verdict } from '../domain/settlement.ts'
import { STATEMENT_TIMEOUT_MS } from './books.ts'
import type { Deps, PaymentRef } from './deps.ts'
import { type Look, lookUp, paymentOf, settlementOf, statementOf } from './settlement-look.ts'

/** What a look at a payment comes to, once there is anything to do. */
export type Watched =
  /** Nothing to observe; at `until` (ISO-8601 UTC) its time is over. */
  | { readonly type: 'wait'; readonly until: string }
  | {
      readonly type: 'state'
      readonly state: MoneyState
      readonly statement: Statement
      readonly isLast: boolean
    }
  /** Not yet: only where one look was asked for. */
  | { readonly type: 'observe'; readonly because: string }
  | { readonly type: 'unclear'; readonly problem: Problem }
  | { readonly type: 'done'; readonly because: string }

/** A payment that is looked at, and by whom. */
export interface WatchedRef extends PaymentRef {
  readonly workflowId?: string
  /** What it is parked at itself. */
  readonly parkId?: string
}

/**
 * Looks at a payment's row and at the chain until there is something to do: each look is an attempt of this activity, so
 * that sixty of them are as long a history as one.
 */
export const watchSettlement =
  (deps: Deps) =>
  async (ref: WatchedRef): Promise<Watched> => {
    const { look, watched } = await lookAt(deps, ref)
    if (look !== undefined && watched.type === 'observe') throw notYet(deps, look, watched.because)
    return watched
  }

/** Looks once. */
export const lookAtSettlement =
  (deps: Deps) =>
  async (ref: WatchedRef): Promise<Watched> =>
    (await lookAt(deps, ref)).watched

interface LookedAt {
  readonly look?: Look
  readonly watched: Watched
}

/** What comes to something takes the place of what runs that were terminated or reset had parked at. */
async function lookAt(deps: Deps, ref: WatchedRef): Promise<LookedAt> {
  const looked = await lookOnce(deps, ref)
  if (ref.workflowId !== undefined && looked.watched.type !== 'observe')
    await deps.desk.closeOtherParks(ref.workflowId, ref.parkId)
  return looked
}

async function lookOnce(deps: Deps, ref: PaymentRef): Promise<LookedAt> {
  const look = await lookUp(deps, ref)
  if (look === undefined) return { watched: { type: 'done', because: 'nobody has stated money' } }
  const { sign, sighting } = await deps.settlements.chain.observe(paymentOf(look))
  const verdict = judge(settlementOf(look), sign)
  const [problem] = verdict.type === 'keep' ? await keep(deps, look, verdict.block, sighting) : []
  if (problem !== undefined) return { look, watched: { type: 'unclear', problem } }
  return { look, watched: watchedOf(look, verdict, sighting) }
}

function watchedOf(look: Look, verdict: Verdict, sighting?: PaymentSighting): Watched {
  switch (verdict.type) {
    case 'wait':
      return { type: 'wait', until: new Date(look.deadline).toISOString() }
    case 'keep':
      return { type: 'observe', because: `seen in block ${verdict.block}` }
    case 'state': {
      const { state, block, isLast } = verdict
      return { type: 'state', state, statement: statementOf(look, state, block, sighting), isLast }
    }
    case 'unclear':
      return { type: 'unclear', problem: unclear(look, verdict.because) }
    case 'observe':
    case 'done':
      return verdict
  }
}

/** What it saw in a block is kept with the payment; what that makes visible, a person must look at. */
async function keep(
  { ledger }: Deps,
  look: Look,
  block: string,
  sighting?: PaymentSighting,
): Promise<readonly Problem[]> {
  const statement = statementOf(look, 'pending', block, sighting)
  return (await ledger.stateFact(statement, { finish: false, timeoutMs: STATEMENT_TIMEOUT_MS })).problems
}

function notYet({ settlements }: Deps, { row, since, now }: Look, because: string): FulfilmentError {
  return new FulfilmentError({
    code: 'NOT_YET',
    retryable: true,
    message: `payment ${row.paymentId} of account ${row.account} is ${row.money}: ${because}`,
    retryAfterMs: settlements.pollMsAt(now - since),
  })
}

function unclear({ row, deadline }: Look, because: string): Problem {
  const message = `payment ${row.paymentId} of account ${row.account} is ${row.money}, and its time was over at ${new Date(deadline).toISOString()}: ${because}; confirm or reverse it, or retry to look again`
  return { code: 'SETTLEMENT_UNCLEAR', message }
}
