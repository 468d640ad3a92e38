import type { Pool } from 'pg'
import { query } from './query.ts'

const ENDED = `
  select from inbox.decision
  where workflow_id = any($1) and decision = 'abort' and outcome = 'applied' and settled_at > $2::timestamptz
  limit 1`

/** Whether an operator has ended any of these workflows after that time. */
export async function isEndedByOperator(
  pool: Pool,
  workflowIds: readonly string[],
  since: string,
): Promise<boolean> {
  return (await query(pool, ENDED, [workflowIds, since])).length > 0
}
