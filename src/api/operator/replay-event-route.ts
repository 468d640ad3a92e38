import { z } from 'zod'
import { readReplayable } from '../../inbox/replays.ts'
import { ProblemError } from '../problem.ts'
import { replayEvent } from '../replay/replay-event.ts'
import { started } from './answers.ts'
import { all } from './audit.ts'
import type { OperatorDeps } from './deps.ts'
import { reverified } from './event-answers.ts'
import { reached } from './reached.ts'
import { defineRoute, later, ok } from './route.ts'
import { impersonally, whoAndWhy } from './who-replays.ts'

const params = z.strictObject({
  id: z.string().regex(/^\d{1,18}$/, 'must be the id of an event; a delivery in quarantine is released'),
})

const replayed = started.extend({ reverified })

export const replayEventRoute = defineRoute({
  method: 'post',
  path: '/events/:id/replay',
  summary: 'Reads and plans one event anew, as of today, and has it done again; what is done stays done',
  role: 'operate',
  params,
  body: z.strictObject(whoAndWhy),
  responses: {
    200: replayed
      .extend({ outcome: z.literal('recorded') })
      .describe('read anew; still it asks for nothing to be done'),
    202: replayed.extend({
      outcome: z
        .enum(['started', 'waiting'])
        .describe('waiting: Temporal is away; it is started as soon as that is back'),
    }),
  },
  audit: { before: stateOf, asked: all, after: all },
  async answer(deps, { params: { id }, body }) {
    const { temporal } = deps
    const asked = { ...temporal, status: (workflowId: string) => reached(temporal.status(workflowId)) }
    const came = await replayEvent({ ...deps, temporal: asked }, id, impersonally(body, deps))
    if (came === undefined) throw new ProblemError('not-found', `There is no event ${id}.`)
    const { workflowId, reverified, outcome, why = '' } = came
    if (outcome === 'refused') throw new ProblemError('conflict', `Event ${id} is not replayed: ${why}.`)
    return outcome === 'recorded'
      ? ok({ workflowId, reverified, outcome })
      : later({ workflowId, reverified, outcome })
  },
})

async function stateOf({ pool }: OperatorDeps, { params }: { readonly params: { readonly id: string } }) {
  const event = await readReplayable(pool, params.id)
  return event === undefined ? null : { state: event.state, plan: event.plan.type }
}
