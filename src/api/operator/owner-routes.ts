import { z } from 'zod'
import type { Access } from '../../ledger/access.ts'
import { ProblemError } from '../problem.ts'
import { minor, moment, scale } from './answers.ts'
import { ownerNamed } from './owner-named.ts'
import { defineRoute, ok } from './route.ts'
import { id } from './schemas.ts'
import { withScale } from './with-scale.ts'

const params = z.strictObject({ owner: id.describe('user:42, wallet:0x…; a bare name means user:') })

const balance = z.object({
  asset: z.string(),
  scale,
  available: minor,
  pending: minor,
  held: minor,
  spendable: minor,
})

const access = z.object({
  product: z.string(),
  from: moment,
  until: moment.nullable(),
  source: z.string(),
})

const customer = z.object({
  owner: z.string(),
  account: z.string(),
  firstSeenAt: moment,
  firstEvent: z.object({ endpoint: z.string(), eventKey: z.string() }).nullable(),
  erasedAt: moment.nullable(),
})

export const balancesRoute = defineRoute({
  method: 'get',
  path: '/balances/:owner',
  summary: 'What an owner has, in minor units',
  role: 'read',
  params,
  responses: {
    200: z.object({
      owner: z.string(),
      balances: z.array(balance),
      restricted: z.boolean().describe('a balance is below zero'),
    }),
  },
  async answer({ ledger, people, policy }, { params }) {
    const { owner, balances, restricted } = await ledger.balances(ownerNamed(params.owner, people))
    return ok({ owner, balances: balances.map((balance) => withScale(balance, policy)), restricted })
  },
})

export const accessRoute = defineRoute({
  method: 'get',
  path: '/access/:owner',
  summary: 'What an owner may use now',
  role: 'read',
  params,
  responses: { 200: z.object({ owner: z.string(), access: z.array(access) }) },
  async answer({ ledger, people }, { params }) {
    const owner = ownerNamed(params.owner, people)
    return ok({ owner, access: (await ledger.access(owner)).filter(isOpen) })
  },
})

export const customerRoute = defineRoute({
  method: 'get',
  path: '/customers/:owner',
  summary: 'When an owner was first seen, and by which event',
  role: 'read',
  params,
  responses: { 200: customer },
  async answer({ ledger, people }, { params }) {
    const owner = ownerNamed(params.owner, people)
    const customer = await ledger.customer(owner)
    if (customer === null) throw new ProblemError('not-found', `Nothing has belonged to ${owner} yet.`)
    return ok(customer)
  },
})

function isOpen({ from, until }: Access): boolean {
  const now = Date.now()
  return Date.parse(from) <= now && (until === null || now < Date.parse(until))
}
