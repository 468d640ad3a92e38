import { z } from 'zod'
import { DIFFERENCES } from '../../domain/reconciliation.ts'
import { newestReport } from '../../reconcile/reports.ts'
import { startReconcile } from '../../temporal-reports.ts'
import { ProblemError } from '../problem.ts'
import { minor, moment, started } from './answers.ts'
import { nothing } from './audit.ts'
import { reached } from './reached.ts'
import { defineRoute, later, ok } from './route.ts'

/** Below what clients wait for. */
const WAIT_MS = 20_000

const difference = z.object({
  kind: z.enum(DIFFERENCES),
  endpoint: z.string().optional(),
  eventKey: z.string().optional(),
  account: z.string().optional(),
  paymentId: z.string().optional(),
  mintId: z.string().optional(),
  asset: z.string().optional(),
  stated: z.string().optional(),
  found: z.string().optional(),
  command: z.string().describe('shows its evidence'),
})

const report = z.object({
  id: z.string(),
  madeAt: moment,
  events: z.record(z.string(), z.number().int()),
  sums: z.array(
    z.object({
      asset: z.string(),
      payments: z.number().int(),
      told: minor,
      waiting: minor,
      booked: minor,
    }),
  ),
  mints: z
    .object({ chainId: z.number().int(), ledger: minor, outbox: minor, onTheirWay: minor, chain: minor })
    .nullable(),
  providers: z.array(
    z.object({ source: z.string(), events: z.number().int(), problem: z.string().optional() }),
  ),
  differenceCount: z.number().int(),
  differences: z.array(difference),
})

export const showReconciliationRoute = defineRoute({
  method: 'get',
  path: '/reconciliation',
  summary: 'The newest report on whether providers, books and chain say the same',
  role: 'read',
  responses: { 200: report },
  problems: ['not-found'],
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
  role: 'operate',
  responses: { 200: report, 202: started },
  audit: {
    before: nothing,
    asked: nothing,
    after: (made) => ('id' in made ? { id: made.id, differenceCount: made.differenceCount } : made),
  },
  async answer({ pool, temporal }) {
    const { workflowId, within } = await reached(startReconcile(temporal))
    const made = await within(WAIT_MS)
    if (made === undefined) return later({ workflowId })
    if ('problem' in made) throw new ProblemError('unavailable', made.problem.message, made.problem.code)
    const report = await newestReport(pool)
    return report === undefined ? later({ workflowId }) : ok(report)
  },
})
