import type { Pool } from 'pg'
import { z } from 'zod'
import { MESSAGE_STATES } from './store.ts'

export const messageState = z.enum(MESSAGE_STATES)

/** Which messages are sent again. */
export interface RedeliveryFilter {
  readonly topic?: string
  readonly state?: z.infer<typeof messageState>
  /** When they were first asked for; ISO-8601. */
  readonly from?: string
  readonly to: string
}

export interface RedeliveryPage {
  readonly keys: readonly string[]
  /** Missing after the last one. */
  readonly next?: string
}

const PAGE = 100

/** What was composed and matches. Without a state it is what failed: what is being tried needs no help. */
const MATCHING = `body is not null and state = coalesce($1, 'failed') and ($2::text is null or topic = $2)
  and ($3::timestamptz is null or created_at >= $3) and created_at < $4`

const valuesOf = ({ state, topic, from, to }: RedeliveryFilter) => [
  state ?? null,
  topic ?? null,
  from ?? null,
  to,
]

export async function countMessages(pool: Pool, filter: RedeliveryFilter): Promise<number> {
  const { rows } = await pool.query(
    `select count(*)::integer as count from delivery.message where ${MATCHING}`,
    valuesOf(filter),
  )
  return z.object({ count: z.number() }).parse(rows[0]).count
}

export async function selectMessages(
  pool: Pool,
  filter: RedeliveryFilter,
  after: string | undefined,
): Promise<RedeliveryPage> {
  const { rows } = await pool.query(
    `select key, id::text from delivery.message where ${MATCHING} and ($5::bigint is null or id > $5)
     order by delivery.message.id limit $6`,
    [...valuesOf(filter), after ?? null, PAGE],
  )
  const found = z.array(z.object({ key: z.string(), id: z.string() })).parse(rows)
  const next = found.length === PAGE ? found.at(-1)?.id : undefined
  return { keys: found.map(({ key }) => key), ...(next === undefined ? {} : { next }) }
}
