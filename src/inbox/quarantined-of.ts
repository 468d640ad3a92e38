import type { Pool } from 'pg'
import { z } from 'zod'

const row = z.object({
  id: z.string(),
  endpoint: z.string(),
  eventKey: z.string(),
  providerType: z.string(),
  state: z.literal('quarantined'),
  workflowId: z.string(),
})

/** Deliveries that contradict one of these events. */
export async function quarantinedOf(
  pool: Pool,
  eventIds: readonly string[],
): Promise<readonly z.infer<typeof row>[]> {
  const { rows } = await pool.query(
    `select 'q' || quarantine.id as id, quarantine.endpoint, quarantine.event_key as "eventKey",
            quarantine.event ->> 'providerType' as "providerType", 'quarantined' as state,
            event.workflow_id as "workflowId"
     from inbox.quarantine join inbox.event on event.id = quarantine.event_id
     where quarantine.event_id = any($1::bigint[]) order by quarantine.id`,
    [[...eventIds]],
  )
  return z.array(row).parse(rows)
}
