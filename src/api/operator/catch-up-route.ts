import { z } from 'zod'
import { startCatchUp } from '../../temporal-reports.ts'
import { ProblemError } from '../problem.ts'
import { reached } from './reached.ts'
import { defineRoute, ok } from './route.ts'
import { time } from './schemas.ts'

/** Below what clients wait for. */
const WAIT_MS = 20_000

const body = z.strictObject({
  since: time.exactOptional().describe('ask for all that happened since; else, since it was asked last'),
})

export const catchUpRoute = defineRoute({
  method: 'post',
  path: '/catch-up',
  summary:
    'Asks providers now for what their webhooks may not have told; 202 when it takes longer than a request may',
  body: z.preprocess((given) => given ?? {}, body),
  async answer({ temporal, catchUpSources = [] }, { body: { since } }) {
    if (catchUpSources.length === 0)
      throw new ProblemError(
        'conflict',
        'No provider can be asked: set STRIPE_SECRET_KEY or LLAMAPAY_API_KEY.',
      )
    const input = { sources: catchUpSources, ...(since === undefined ? {} : { since: since.toISOString() }) }
    const { workflowId, within } = await reached(startCatchUp(temporal, input))
    const result = await within(WAIT_MS)
    return result === undefined ? { status: 202, body: { workflowId } } : ok({ workflowId, sources: result })
  },
})
