import { z } from 'zod'
import { ProblemError } from '../problem.ts'
import { defineRoute, ok } from './route.ts'
import { id, impersonalId } from './schemas.ts'

export const showSubscriptionRoute = defineRoute({
  method: 'get',
  path: '/subscriptions/:account/:id',
  summary: 'One subscription: where it stands, and the access it gives now',
  params: z.strictObject({ account: id, id: impersonalId }),
  async answer({ ledger }, { params }) {
    const subscription = await ledger.subscriptions.read(params.account, params.id)
    if (subscription === null)
      throw new ProblemError('not-found', `Account ${params.account} has no subscription ${params.id}.`)
    return ok(subscription)
  },
})
