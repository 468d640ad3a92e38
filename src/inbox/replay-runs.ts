import type { Pool } from 'pg'
import { z } from 'zod'
import { type Condition, conditionsOf, type EventFilter, typesOf, whereOf } from './event-filter.ts'
import type { Statement } from './find-named.ts'
import { query } from './query.ts'
import type { ReplayedBy } from './replays.ts'
import { withTimeout } from './with-timeout.ts'

const count = z.object({
  state: z.string(),
  endpoint: z.string(),
  events: z.number(),
  first: z.string(),
  last: z.string(),
})

/** How many events match, by what they are: those after one id, up to another. */
export interface Matching {
  readonly count: number
  readonly by: readonly Readonly<Pick<z.infer<typeof count>, 'state' | 'endpoint' | 'events'>>[]
  readonly afterId: bigint
  readonly upToId: bigint
}

/** Counts what matches now; nothing is read of the events themselves. */
export async function countMatching(pool: Pool, filter: EventFilter): Promise<Matching> {
  const { text, values } = overBranches(
    filter,
    [],
    (where) => `select id, state, endpoint from inbox.event ${where}`,
  )
  const found = await withTimeout(pool, (client) =>
    client.query(
      `select state, endpoint, count(*)::int as events, min(id)::text as first, max(id)::text as last
       from (${text}) as matching group by state, endpoint order by events desc, state, endpoint`,
      [...values],
    ),
  )
  const rows = z.array(count).parse(found.rows)
  const ids = rows
    .flatMap(({ first, last }) => [BigInt(first), BigInt(last)])
    .sort((a, b) => (a < b ? -1 : 1))
  return {
    count: rows.reduce((sum, { events }) => sum + events, 0),
    by: rows.map(({ state, endpoint, events }) => ({ state, endpoint, events })),
    afterId: (ids[0] ?? 1n) - 1n,
    upToId: ids.at(-1) ?? 0n,
  }
}

function overBranches(
  filter: EventFilter,
  among: readonly Condition[],
  branch: (where: string) => string,
): Statement {
  const values: unknown[] = []
  const branches = typesOf(filter).map((types) =>
    branch(whereOf([...conditionsOf(filter), ...among, ...types], values)),
  )
  return { text: branches.map((text) => `(${text})`).join(' union all '), values }
}

export interface NewReplayRun extends ReplayedBy {
  readonly runId: string
  readonly filter: EventFilter
  readonly matching: Matching
  readonly ratePerSecond: number
}

export async function openReplayRun(pool: Pool, run: NewReplayRun): Promise<void> {
  const { runId, filter, matching, ratePerSecond, actor, reason } = run
  await query(
    pool,
    `insert into inbox.replay_run (id, filter, after_id, up_to_id, total, rate_per_second, actor, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      runId,
      JSON.stringify(filter),
      matching.afterId,
      matching.upToId,
      matching.count,
      ratePerSecond,
      actor,
      reason,
    ],
  )
}

export async function endReplayRun(pool: Pool, runId: string, outcome: 'done' | 'stopped'): Promise<void> {
  await query(
    pool,
    'update inbox.replay_run set ended_at = now(), outcome = $2 where id = $1 and ended_at is null',
    [runId, outcome],
  )
}

const run = z.object({
  id: z.string(),
  filter: z.record(z.string(), z.string()),
  total: z.number(),
  ratePerSecond: z.number(),
  actor: z.string(),
  reason: z.string(),
  askedAt: z.date(),
  endedAt: z.date().nullable(),
  outcome: z.enum(['done', 'stopped']).nullable(),
  planned: z.number(),
  recorded: z.number(),
  refused: z.number(),
  /** The first of those that were refused. */
  refusals: z.array(z.object({ eventId: z.string(), why: z.string() })),
})

export type ReplayRun = Readonly<z.infer<typeof run>>

const REFUSALS_SHOWN = 20

/** How far it is. */
export async function readReplayRun(pool: Pool, runId: string): Promise<ReplayRun | undefined> {
  const [row] = await query(
    pool,
    `select id, filter, total, rate_per_second as "ratePerSecond", actor, reason, asked_at as "askedAt",
            ended_at as "endedAt", outcome, counted.*,
            (select coalesce(json_agg(json_build_object('eventId', event_id::text, 'why', detail)), '[]') from (
               select event_id, detail from inbox.replay where run_id = $1 and outcome = 'refused'
               order by event_id limit ${REFUSALS_SHOWN}) as first) as refusals
     from inbox.replay_run cross join (
       select count(*) filter (where outcome = 'planned')::int as planned,
              count(*) filter (where outcome = 'recorded')::int as recorded,
              count(*) filter (where outcome = 'refused')::int as refused
       from inbox.replay where run_id = $1) as counted
     where id = $1`,
    [runId],
  )
  return row === undefined ? undefined : run.parse(row)
}

const open = z.object({
  filter: z.object({ from: z.coerce.date().exactOptional(), to: z.coerce.date().exactOptional() }).loose(),
  afterId: z.string(),
  upToId: z.string(),
  actor: z.string(),
  reason: z.string(),
})

export interface ReplayPage {
  readonly ids: readonly string[]
  readonly by: ReplayedBy
}

/** The next events of a run, oldest first, that it has not come to yet. Undefined: there is no such run. */
export async function nextToReplay(
  pool: Pool,
  runId: string,
  after: string | undefined,
  most: number,
): Promise<ReplayPage | undefined> {
  const [row] = await query(
    pool,
    `select filter, after_id::text as "afterId", up_to_id::text as "upToId", actor, reason
     from inbox.replay_run where id = $1`,
    [runId],
  )
  if (row === undefined) return undefined
  const { filter, afterId, upToId, actor, reason } = open.parse(row)
  const among: readonly Condition[] = [
    ['id > $', after ?? afterId],
    ['id <= $', upToId],
    ['not exists (select from inbox.replay where run_id = $ and event_id = event.id)', runId],
  ]
  const order = `order by id limit ${most}`
  const page = (where: string) => `select id from inbox.event ${where} ${order}`
  const { text, values } = overBranches(filter as EventFilter, among, page)
  const rows = await query<{ id: string }>(
    pool,
    `select id::text as id from (${text}) as next order by next.id limit ${most}`,
    values,
  )
  return { ids: rows.map(({ id }) => id), by: { runId, actor, reason } }
}
