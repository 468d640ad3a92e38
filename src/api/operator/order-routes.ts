import { z } from 'zod'
import { ORDER_STATUSES } from '../../domain/books.ts'
import type { Policy } from '../../domain/policy.ts'
import type { Order } from '../../ledger/orders.ts'
import { ProblemError } from '../problem.ts'
import { minor, moment, scale } from './answers.ts'
import { all } from './audit.ts'
import { ownerNamed } from './owner-named.ts'
import { defineRoute, ok } from './route.ts'
import { id, impersonalId } from './schemas.ts'
import { withScale } from './with-scale.ts'

const params = z.strictObject({ account: id, reference: impersonalId })

const registration = z.strictObject({
  amount: z
    .string()
    .regex(/^[1-9]\d{0,77}$/, 'must be a whole number of minor units, as text')
    .describe('minor units'),
  asset: z.string().min(1).max(20),
  owner: id.exactOptional().describe('who is credited; a bare name means user:'),
  email: z.email().max(254).exactOptional().describe('where mails go to; kept encrypted'),
})

const order = z.object({
  reference: z.string(),
  account: z.string(),
  status: z.enum(ORDER_STATUSES),
  settled: z.boolean().describe('nothing can undo its payment any more'),
  paidAt: moment.nullable(),
  txHash: z.string().nullable(),
  paymentId: z.string().nullable(),
  amount: minor.nullable(),
  asset: z.string().nullable(),
  scale,
})

export const showOrderRoute = defineRoute({
  method: 'get',
  path: '/orders/:account/:reference',
  summary: 'Where an order stands',
  role: 'read',
  params,
  responses: { 200: order },
  async answer({ ledger, policy }, { params: { account, reference } }) {
    const order = await ledger.order(account, reference)
    if (order === null)
      throw new ProblemError('not-found', `Account ${account} has no order ${reference}.`, 'ORDER_NOT_FOUND')
    return ok(shown(order, policy))
  },
})

export const registerOrderRoute = defineRoute({
  method: 'put',
  path: '/orders/:account/:reference',
  summary: 'Registers an order ahead of its payment',
  params,
  role: 'operate',
  body: registration,
  responses: { 200: order },
  audit: {
    before: ({ ledger }, { params }) => ledger.order(params.account, params.reference),
    asked: all,
    after: all,
  },
  async answer({ ledger, people, cipher, policy }, { params: { account, reference }, body }) {
    const { amount, asset, owner, email } = body
    if (!Object.hasOwn(policy.assets, asset))
      throw new ProblemError('invalid-content', `asset: ${asset} is not in the policy`, 'UNKNOWN_ASSET')
    const contact =
      email === undefined
        ? {}
        : {
            contact: cipher.seal(email, `order:${account}:${reference}`),
            contactSubject: people.subjectOf(people.ownerOfAddress(email)),
          }
    const order = await ledger.registerOrder({
      account,
      reference,
      amount,
      asset,
      ...(owner === undefined ? {} : { owner: ownerNamed(owner, people) }),
      ...contact,
    })
    return ok(shown(order, policy))
  },
})

function shown({ owner: _owner, ...order }: Order, policy: Policy) {
  return withScale(order, policy)
}
