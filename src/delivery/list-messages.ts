import type { Pool } from 'pg'
import { z } from 'zod'
import { messageState } from './select.ts'

const attempt = z.object({
  n: z.number(),
  at: z.string(),
  isRedelivery: z.boolean(),
  status: z.number().nullable(),
  error: z.string().nullable(),
  durationMs: z.number().nullable(),
})

const row = z.object({
  id: z.string(),
  key: z.string(),
  account: z.string(),
  subject: z.string(),
  topic: z.string(),
  sequence: z.number(),
  state: messageState,
  because: z.string().nullable(),
  createdAt: z.date(),
  dueAt: z.date(),
  attempts: z.array(attempt),
})

export type ListedMessage = Readonly<z.infer<typeof row>>

export interface MessageFilter {
  readonly payment?: string
  readonly topic?: string
  readonly state?: z.infer<typeof messageState>
  /** Id of the last one seen. */
  readonly after?: string
  readonly limit: number
}

/** How many calls of a message are listed, the last ones. */
const ATTEMPTS = 50

/** The log of deliveries, newest first; up to `limit` of them. */
export async function listMessages(
  pool: Pool,
  { payment, topic, state, after, limit }: MessageFilter,
): Promise<readonly ListedMessage[]> {
  const { rows } = await pool.query(
    `select id::text, key, account, subject, topic, sequence, state, because, created_at as "createdAt",
       due_at as "dueAt", (
         select coalesce(jsonb_agg(jsonb_build_object('n', n, 'at', at, 'isRedelivery', is_redelivery,
           'status', status, 'error', error, 'durationMs', duration_ms) order by n), '[]')
         from (select * from delivery.attempt a where a.key = m.key order by n desc limit ${ATTEMPTS}) a
       ) as attempts
     from delivery.message m
     where ($1::text is null or subject = $1) and ($2::text is null or topic = $2)
       and ($3::text is null or state = $3) and ($4::bigint is null or id < $4)
     order by m.id desc limit $5`,
    [payment ?? null, topic ?? null, state ?? null, after ?? null, limit],
  )
  return z.array(row).parse(rows)
}
