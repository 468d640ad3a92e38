import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'

const json = z.record(z.string(), z.unknown())

const row = z.object({
  id: z.string(),
  at: z.date(),
  key: z.string(),
  role: z.string(),
  actor: z.string().nullable(),
  reason: z.string().nullable(),
  action: z.string(),
  params: json,
  asked: json.nullable(),
  before: json.nullable(),
  /** Null: under way, or its process died. */
  status: z.number().nullable(),
  after: json.nullable(),
  endedAt: z.date().nullable(),
})

export type ListedAction = z.infer<typeof row>

export interface ActionFilter {
  /** Name of a key. */
  readonly key?: string
  readonly actor?: string
  readonly from?: Date
  /** Exclusive. */
  readonly to?: Date
  /** Id of the last one seen. */
  readonly after?: string
  readonly limit: number
}

/** What operators have changed, newest first; up to `limit` of it. */
export async function listActions(pool: Pool, filter: ActionFilter): Promise<readonly ListedAction[]> {
  const { key = null, actor = null, from = null, to = null, after = null, limit } = filter
  return await rowsOf(
    pool,
    row,
    `select id::text, action.at, key, role, actor, reason, action, params, asked, before, status, after,
            outcome.at as "endedAt"
     from audit.action left join audit.outcome on action_id = id
     where ($1::text is null or key = $1) and ($2::text is null or actor = $2)
       and ($3::timestamptz is null or action.at >= $3) and ($4::timestamptz is null or action.at < $4)
       and ($5::bigint is null or id < $5)
     order by action.id desc limit $6`,
    [key, actor, from, to, after, limit],
  )
}
