import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { countMatching, openReplayRun, readReplayRun } from '../../inbox/replay-runs.ts'
import { replayIdFor, startReplays, stopReplays } from '../../temporal-replays.ts'
import { ProblemError } from '../problem.ts'
import { moment, started } from './answers.ts'
import { all, nothing } from './audit.ts'
import type { OperatorDeps } from './deps.ts'
import { eventFilter } from './event-query.ts'
import { reached } from './reached.ts'
import { defineRoute, later, ok } from './route.ts'
import { impersonally, whoAndWhy } from './who-replays.ts'

/** More only makes them wait elsewhere: a worker carries out some fifty a second. */
const MOST_PER_SECOND = 50

const filter = z
  .strictObject(eventFilter)
  .refine((given) => Object.keys(given).length > 0, 'must choose by something: endpoint, state, type, from …')

const count = z.number().int()
const matching = z.object({
  count: count.describe('that many match now'),
  by: z.array(z.object({ state: z.string(), endpoint: z.string(), events: count })),
})

export const replayEventsRoute = defineRoute({
  method: 'post',
  path: '/events/replay',
  summary: 'Replays all events that match, the oldest first, so many a second; or counts them',
  role: 'operate',
  body: z.strictObject({
    filter,
    dryRun: z.boolean().default(false).describe('count only'),
    ratePerSecond: z.int().min(1).max(MOST_PER_SECOND).default(5),
    ...whoAndWhy,
  }),
  responses: {
    200: matching.describe('that many match; nothing is replayed'),
    202: matching.extend({ ...started.shape, id: z.string().describe('see it at /v1/replays/{id}') }),
  },
  audit: { before: nothing, asked: all, after: all },
  async answer(deps, { body: { filter, dryRun, ratePerSecond, ...by } }) {
    const found = await countMatching(deps.pool, filter)
    const { count, by: kinds } = found
    if (dryRun || count === 0) return ok({ count, by: kinds })
    const id = randomUUID()
    const said = impersonally(by, deps)
    await openReplayRun(deps.pool, { ...said, runId: id, filter, matching: found, ratePerSecond })
    await reached(startReplays(deps.temporal, { runId: id, total: count, ratePerSecond }))
    return later({ count, by: kinds, id, workflowId: replayIdFor(id) })
  },
})

const params = z.strictObject({ id: z.uuid() })

const run = z.object({
  id: z.string(),
  workflowId: z.string(),
  state: z
    .enum(['running', 'done', 'stopped', 'lost'])
    .describe('lost: its workflow is gone before it was through; replay the rest anew'),
  filter: z.record(z.string(), z.string()),
  total: count.describe('that matched when it was asked for'),
  planned: count.describe('planned anew, and started'),
  recorded: count.describe('read anew, and nothing is to be done'),
  refused: count,
  refusals: z.array(z.object({ eventId: z.string(), why: z.string() })).describe('the first of them'),
  ratePerSecond: count,
  actor: z.string(),
  reason: z.string(),
  askedAt: moment,
  endedAt: moment.nullable(),
})

export const showReplaysRoute = defineRoute({
  method: 'get',
  path: '/replays/:id',
  summary: 'How far a replay of many events is, and why some were refused',
  role: 'read',
  params,
  responses: { 200: run },
  async answer(deps, { params: { id } }) {
    const { outcome, ...found } = await runNamed(deps, id)
    const workflowId = replayIdFor(id)
    const state =
      outcome ?? ((await reached(deps.temporal.status(workflowId))) === 'running' ? 'running' : 'lost')
    return ok({ ...found, workflowId, state })
  },
})

export const stopReplaysRoute = defineRoute({
  method: 'post',
  path: '/replays/:id/stop',
  summary: 'Ends a replay of many events; what is replayed stays replayed',
  role: 'operate',
  params,
  body: z.strictObject(whoAndWhy),
  responses: { 202: started.describe('it ends after the events that are under way') },
  audit: {
    before: async (deps, { params }) => (await readReplayRun(deps.pool, params.id)) ?? null,
    asked: all,
    after: all,
  },
  async answer(deps, { params: { id } }) {
    await runNamed(deps, id)
    if (!(await reached(stopReplays(deps.temporal, id))))
      throw new ProblemError('conflict', `Replay ${id} has ended.`)
    return later({ workflowId: replayIdFor(id) })
  },
})

async function runNamed({ pool }: OperatorDeps, id: string) {
  const run = await readReplayRun(pool, id)
  if (run === undefined) throw new ProblemError('not-found', `There is no replay ${id}.`)
  return run
}
