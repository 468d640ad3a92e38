import { z } from 'zod'
import { ORDER_STATUSES } from '../../domain/books.ts'
import { quarantinedOf } from '../../inbox/quarantined-of.ts'
import { ProblemError } from '../problem.ts'
import { minor, moment, scale } from './answers.ts'
import { defineRoute, ok } from './route.ts'
import { id, impersonalId } from './schemas.ts'
import { withScale } from './with-scale.ts'

const posting = z.object({
  n: z.number().int(),
  transferId: z.string(),
  at: moment,
  entries: z
    .array(z.object({ owner: z.string(), kind: z.string(), asset: z.string(), amount: minor, scale }))
    .describe('what moved; it adds up to nothing'),
})

const payment = z.object({
  account: z.string(),
  paymentId: z.string(),
  status: z.enum(ORDER_STATUSES),
  network: z.string().nullable(),
  asset: z.string().nullable(),
  scale,
  amount: minor.nullable(),
  refunded: minor,
  owner: z.string().nullable(),
  postings: z.array(posting),
  effects: z.array(
    z.object({
      effect: z.string(),
      key: z.string(),
      state: z.enum(['claimed', 'done', 'skipped']),
      at: moment,
      txHash: z.string().optional(),
    }),
  ),
  events: z.array(
    z.object({
      id: z.string(),
      endpoint: z.string(),
      eventKey: z.string(),
      providerType: z.string(),
      state: z.string(),
      workflowId: z.string(),
    }),
  ),
})

export const showPaymentRoute = defineRoute({
  method: 'get',
  path: '/payments/:account/:id',
  summary: 'One payment, by any of its names: its books, effects and events',
  role: 'read',
  params: z.strictObject({ account: id, id: impersonalId }),
  responses: { 200: payment },
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
      postings: payment.postings.map(({ n, transferId, at, entries }) => ({
        n,
        transferId,
        at,
        entries: entries.map((entry) => withScale(entry, policy)),
      })),
      effects,
      events: [...payment.events, ...quarantined],
    })
  },
})
