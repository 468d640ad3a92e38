import { z } from 'zod'
import { dismissQuarantined, type Quarantined, readQuarantined } from '../../inbox/quarantined.ts'
import { ProblemError } from '../problem.ts'
import { releaseDelivery } from '../replay/release-delivery.ts'
import { started } from './answers.ts'
import { all } from './audit.ts'
import type { OperatorDeps } from './deps.ts'
import { defineRoute, later, ok } from './route.ts'
import { impersonally, whoAndWhy } from './who-replays.ts'

const params = z.strictObject({
  id: z.string().regex(/^q\d{1,18}$/, 'must be q and the id of a delivery in quarantine'),
})
type Params = z.infer<typeof params>

export const releaseRoute = defineRoute({
  method: 'post',
  path: '/events/:id/release',
  summary: 'Admits a delivery in quarantine, as an event of its own',
  role: 'operate',
  params,
  body: z.strictObject(whoAndWhy),
  responses: {
    202: started.extend({
      id: z.string().describe('of the event it is now'),
      eventKey: z.string().describe('its own, ~, and the id it had in quarantine'),
    }),
  },
  audit: { before: standing, asked: all, after: all },
  async answer(deps, { params, body }) {
    const delivery = await waiting(deps, params)
    const released = await releaseDelivery(deps, delivery, impersonally(body, deps))
    if (released === undefined)
      throw new ProblemError('conflict', `The body of ${params.id} is erased: it cannot be admitted.`)
    if (released === 'ended')
      throw new ProblemError('conflict', `${params.id} was released or dismissed meanwhile.`)
    const { eventId: id, eventKey, workflowId } = released
    return later({ id, eventKey, workflowId })
  },
})

export const dismissRoute = defineRoute({
  method: 'post',
  path: '/events/:id/dismiss',
  summary: 'Says that nothing is to be done with a delivery in quarantine: it is kept, and counted no more',
  role: 'operate',
  params,
  body: z.strictObject(whoAndWhy),
  responses: { 200: z.object({ dismissed: z.literal(true) }) },
  audit: { before: standing, asked: all, after: all },
  async answer(deps, { params, body }) {
    const { id } = await waiting(deps, params)
    if (!(await dismissQuarantined(deps.pool, id, impersonally(body, deps))))
      throw new ProblemError('conflict', `${params.id} was released or dismissed meanwhile.`)
    return ok({ dismissed: true })
  },
})

async function found({ pool }: OperatorDeps, { id }: Params): Promise<Quarantined> {
  const delivery = await readQuarantined(pool, id.slice(1))
  if (delivery === undefined) throw new ProblemError('not-found', `There is no delivery ${id} in quarantine.`)
  return delivery
}

async function waiting(deps: OperatorDeps, params: Params): Promise<Quarantined> {
  const delivery = await found(deps, params)
  if (delivery.releasedAt !== null) throw new ProblemError('conflict', `${params.id} is released already.`)
  if (delivery.dismissedAt !== null) throw new ProblemError('conflict', `${params.id} is dismissed.`)
  return delivery
}

async function standing(deps: OperatorDeps, { params }: { readonly params: Params }) {
  const { releasedAt, dismissedAt } = await found(deps, params)
  return { releasedAt, dismissedAt }
}
