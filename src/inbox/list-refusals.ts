import type { Pool } from 'pg'
import { z } from 'zod'
import { type Page, pageOf } from './page.ts'

const row = z.object({
  id: z.string(),
  endpoint: z.string(),
  reason: z.string(),
  at: z.date(),
  size: z.number(),
  bodySha256: z.string(),
  peer: z.string(),
})

export type ListedRefusal = z.infer<typeof row>

export interface RefusalPage {
  readonly endpoint?: string
  readonly reason?: string
  readonly after?: string
  readonly limit: number
}

/** Deliveries that were turned away, newest first. */
export async function listRefusals(
  pool: Pool,
  { endpoint, reason, after, limit }: RefusalPage,
): Promise<Page<ListedRefusal>> {
  const { rows } = await pool.query(
    `select id::text, endpoint, reason, at, size, body_sha256 as "bodySha256", peer from inbox.refusal
     where ($1::bigint is null or id < $1) and ($2::text is null or endpoint = $2) and ($3::text is null or reason = $3)
     order by id desc limit $4`,
    [after ?? null, endpoint ?? null, reason ?? null, limit + 1],
  )
  return pageOf(z.array(row).parse(rows), limit, ({ id }) => [id])
}
