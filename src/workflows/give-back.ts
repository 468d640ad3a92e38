import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { RefundRequest } from '../activities/refund-payment.ts'
import { searchValue } from '../domain/ids.ts'
import { REFUND } from './activity-options.ts'
import type { EventRun } from './event-run.ts'
import { inboxFor, subjectOf } from './inbox-activities.ts'
import { mintRequestOf } from './mint-request.ts'
import { failureOf } from './problem.ts'
import type { OpenPark } from './run.ts'

const provider = proxyActivities<Activities>(REFUND)

/**
 * Asks the provider for all the money that is left of the payment. What cannot be done comes back as the reason, and the park
 * stays as it was: a mint that was stopped for it can still be tried again.
 */
export async function giveBack(run: EventRun, { step }: OpenPark): Promise<string | undefined> {
  const mint = step === 'mint' ? mintRequestOf(run) : undefined
  const request = requestOf(run, mint !== undefined)
  const options = { ...REFUND, summary: `payment ${searchValue(request.paymentId)}` }
  try {
    const planned = await provider.planRefund.executeWithOptions(options, [request])
    if (mint !== undefined) await inboxFor('refund').stopMint(mint)
    run.refundId = await provider.refundAtProvider.executeWithOptions(options, [{ ...request, planned }])
    if (mint !== undefined) await inboxFor('refund').withdrawMint({ ...mint, anyway: true })
    return undefined
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    return `refund: ${failure.message}`
  }
}

function requestOf(run: EventRun, mintHasStopped: boolean): RefundRequest {
  const { account, paymentId, refs } = run.plan.statement
  const { provider: name } = run.event
  return {
    subject: subjectOf(run),
    account,
    paymentId,
    names: [paymentId, ...refs],
    provider: name,
    mintHasStopped,
  }
}
