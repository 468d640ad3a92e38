import { FulfilmentError } from '../domain/errors.ts'
import type { PaymentView } from '../ledger/payments.ts'
import type { ProviderRefunds, Refundable } from '../provider-apis/provider-refunds.ts'
import type { Deps, Subject } from './deps.ts'

/** A payment whose payer is to have the money back. */
export interface RefundRequest {
  readonly subject: Subject
  readonly account: string
  readonly paymentId: string
  /** Every name the event knows it by. */
  readonly names: readonly string[]
  readonly provider: string
  /** Its own mint has stopped: nothing is minted while this is decided. */
  readonly mintHasStopped: boolean
}

export function refundActivities(deps: Deps) {
  return {
    planRefund: (request: RefundRequest) => plan(deps, request),
    refundAtProvider: (request: RefundRequest & { readonly planned: Refundable }) => refund(deps, request),
  }
}

/**
 * What would go back; nothing is done yet, and what is planned is what is asked for however often it is tried.
 * @throws FulfilmentError INVALID_DECISION, PROVIDER_REFUSED (final), PROVIDER_UNAVAILABLE (retryable)
 */
async function plan(deps: Deps, request: RefundRequest): Promise<Refundable> {
  const refunds = refundsOf(deps, request)
  const { effects = [] } = (await deps.ledger.payment(request.account, request.paymentId)) ?? {}
  refuseMinted(effects, request)
  const unheard = effects.find(({ effect, state }) => effect === 'refund' && state === 'claimed')
  return await refunds.left(request.names, unheard?.key)
}

/** The books follow when its webhook comes, as for any refund: what is stated here too would be stated twice. */
async function refund(
  deps: Deps,
  { planned, ...request }: RefundRequest & { readonly planned: Refundable },
): Promise<string> {
  const { account, paymentId, subject } = request
  const { key, state, result } = await deps.ledger.claimEffect({
    account,
    paymentId,
    effect: 'refund',
    what: [String(planned.nth)],
    endpoint: subject.endpoint,
    eventKey: subject.eventKey,
  })
  if (state === 'done') return result?.refundId ?? ''
  if (state !== 'claimed') throw refuse(`another event of payment ${paymentId} is refunding it`)
  const refundId = await refundsOf(deps, request).refund({ ...planned, key })
  await deps.ledger.finishEffect(key, 'done', { refundId, amount: planned.amount, asset: planned.asset })
  return refundId
}

function refundsOf({ refunds }: Deps, { provider }: RefundRequest): ProviderRefunds {
  const found = refunds?.get(provider)
  if (found !== undefined) return found
  throw refuse(
    `no API key of ${provider} is configured that could ask for the money: refund it there, then send skip`,
  )
}

/** Tokens stay with who has them: to give back the money too is for people to settle. */
function refuseMinted(effects: PaymentView['effects'], { paymentId, mintHasStopped }: RefundRequest): void {
  const mints = effects.filter(({ effect }) => effect === 'mint')
  if (mints.some(({ state }) => state === 'done'))
    throw refuse(
      `tokens were minted for payment ${paymentId}: settle with the customer, refund at the provider`,
    )
  if (!mintHasStopped && mints.some(({ state }) => state === 'claimed'))
    throw refuse(`tokens are being minted for payment ${paymentId}: decide where its mint is parked`)
}

function refuse(message: string): FulfilmentError {
  return new FulfilmentError({ code: 'INVALID_DECISION', retryable: false, message })
}
