import type { Pool } from 'pg'
import { z } from 'zod'
import { type Page, pageOf } from './page.ts'

const row = z.object({
  workflowId: z.string(),
  type: z.string(),
  step: z.string(),
  parkId: z.string(),
  code: z.string(),
  message: z.string(),
  since: z.date(),
  /** `since` to the microsecond, which a Date cannot hold. */
  position: z.string(),
  endpoint: z.string().nullable(),
  eventKey: z.string().nullable(),
  account: z.string().nullable(),
  paymentId: z.string().nullable(),
  decisions: z.array(z.string()),
})

export type ListedPark = z.infer<typeof row>

export interface ParkedPage {
  readonly workflow?: string
  readonly payment?: string
  /** Position of the last row seen: since, workflow, park. */
  readonly after?: readonly [string, string, string]
  readonly limit: number
}

/** Steps that wait for an operator, the one that waits longest first. */
export async function listParked(
  pool: Pool,
  { workflow, payment, after, limit }: ParkedPage,
): Promise<Page<ListedPark>> {
  const { rows } = await pool.query(
    `select workflow_id as "workflowId", workflow_type as type, step, park_id as "parkId", code, message, since,
            to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as position, endpoint, event_key as "eventKey",
            account, payment_id as "paymentId", decisions
     from inbox.park
     where closed_at is null
       and ($1::timestamptz is null or (since, workflow_id, park_id) > ($1, $2, $3))
       and ($5::text is null or workflow_id = $5) and ($6::text is null or payment_id = $6)
     order by since, workflow_id, park_id limit $4`,
    [...(after ?? [null, null, null]), limit + 1, workflow ?? null, payment ?? null],
  )
  return pageOf(z.array(row).parse(rows), limit, (park) => [park.position, park.workflowId, park.parkId])
}
