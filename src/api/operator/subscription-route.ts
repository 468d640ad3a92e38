import { z } from 'zod'
import { SUBSCRIPTION_STATUSES } from '../../domain/subscription-due.ts'
import { ProblemError } from '../problem.ts'
import { moment } from './answers.ts'
import { defineRoute, ok } from './route.ts'
import { id, impersonalId } from './schemas.ts'

const subscription = z.object({
  subscriptionId: z.string(),
  account: z.string(),
  owner: z.string(),
  product: z.string(),
  status: z.enum(SUBSCRIPTION_STATUSES),
  currentPeriodEnd: moment.nullable(),
  access: z.object({ from: moment, until: moment }).nullable(),
  cancelAtPeriodEnd: z.boolean(),
})

export const showSubscriptionRoute = defineRoute({
  method: 'get',
  path: '/subscriptions/:account/:id',
  summary: 'One subscription: where it stands, and the access it gives now',
  role: 'read',
  params: z.strictObject({ account: id, id: impersonalId }),
  responses: { 200: subscription },
  async answer({ ledger }, { params }) {
    const subscription = await ledger.subscriptions.read(params.account, params.id)
    if (subscription === null)
      throw new ProblemError('not-found', `Account ${params.account} has no subscription ${params.id}.`)
    return ok(subscription)
  },
})
