import { z } from 'zod'
import { startCatchUp } from '../../temporal-reports.ts'
import { ProblemError } from '../problem.ts'
import { started } from './answers.ts'
import { all, nothing } from './audit.ts'
import { reached } from './reached.ts'
import { defineRoute, later, ok } from './route.ts'
import { time } from './schemas.ts'

/** Below what clients wait for. */
const WAIT_MS = 20_000

const body = z.strictObject({
  since: time.exactOptional().describe('ask for all that happened since; else, since it was asked last'),
})

const count = z.number().int()

const caughtUp = z.object({
  missed: count.describe('nobody had told us: taken in now'),
  known: count,
  contradicted: count.describe('in quarantine'),
  unreadable: count,
})

const problem = z.object({ problem: z.object({ code: z.string(), message: z.string() }) })

export const catchUpRoute = defineRoute({
  method: 'post',
  path: '/catch-up',
  summary:
    'Asks providers now for what their webhooks may not have told; 202 when it takes longer than a request may',
  role: 'operate',
  body: body.default({}),
  responses: {
    200: started.extend({ sources: z.record(z.string(), z.union([caughtUp, problem])) }),
    202: started,
  },
  audit: { before: nothing, asked: all, after: all },
  async answer({ temporal, catchUpSources = [] }, { body: { since } }) {
    if (catchUpSources.length === 0)
      throw new ProblemError(
        'conflict',
        'No provider can be asked: set STRIPE_SECRET_KEY or LLAMAPAY_API_KEY.',
      )
    const input = { sources: catchUpSources, ...(since === undefined ? {} : { since: since.toISOString() }) }
    const { workflowId, within } = await reached(startCatchUp(temporal, input))
    const result = await within(WAIT_MS)
    return result === undefined ? later({ workflowId }) : ok({ workflowId, sources: result })
  },
})
