import { newestReport } from '../../reconcile/reports.ts'
import { startReconcile } from '../../temporal-reports.ts'
import { ProblemError } from '../problem.ts'
import { reached } from './reached.ts'
import { defineRoute, ok } from './route.ts'

/** Below what clients wait for. */
const WAIT_MS = 20_000

export const showReconciliationRoute = defineRoute({
  method: 'get',
  path: '/reconciliation',
  summary: 'The newest report on whether providers, books and chain say the same',
  async answer({ pool }) {
    const report = await newestReport(pool)
    if (report === undefined)
      throw new ProblemError(
        'not-found',
        'No report was made yet: POST /v1/reconciliation, or `quittance drift --now`, makes one.',
      )
    return ok(report)
  },
})

export const makeReconciliationRoute = defineRoute({
  method: 'post',
  path: '/reconciliation',
  summary: 'Makes a report now; 202 when it takes longer than a request may',
  async answer({ pool, temporal }) {
    const { workflowId, within } = await reached(startReconcile(temporal))
    const made = await within(WAIT_MS)
    if (made === undefined) return { status: 202, body: { workflowId } }
    if ('problem' in made) throw new ProblemError('unavailable', made.problem.message, made.problem.code)
    return ok((await newestReport(pool)) ?? { workflowId })
  },
})
