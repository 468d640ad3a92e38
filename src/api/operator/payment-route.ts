import { z } from 'zod'
import { quarantinedOf } from '../../inbox/quarantined-of.ts'
import { ProblemError } from '../problem.ts'
import { defineRoute, ok } from './route.ts'
import { id, impersonalId } from './schemas.ts'
import { withScale } from './with-scale.ts'

export const showPaymentRoute = defineRoute({
  method: 'get',
  path: '/payments/:account/:id',
  summary: 'One payment, by any of its names: its books, effects and events',
  params: z.strictObject({ account: id, id: impersonalId }),
  async answer({ pool, ledger, policy }, { params }) {
    const payment = await ledger.payment(params.account, params.id)
    if (payment === null)
      throw new ProblemError('not-found', `Account ${params.account} has no payment ${params.id}.`)
    const { account, paymentId, status, network, asset, amount, refunded, owner, effects } = payment
    const quarantined = await quarantinedOf(
      pool,
      payment.events.map((event) => event.id),
    )
    return ok({
      ...withScale({ account, paymentId, status, network, asset, amount, refunded, owner }, policy),
      postings: payment.postings.map(({ n, transferId, at }) => ({ n, transferId, at })),
      effects,
      events: [...payment.events, ...quarantined],
    })
  },
})
