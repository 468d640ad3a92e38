import type { Pool } from 'pg'
import { query } from './query.ts'

const WITH_OPERATORS = `
  select where exists (select from inbox.park where workflow_id = any($1) and closed_at is null)
    or exists (
      select from inbox.decision
      where workflow_id = any($1) and decision = 'abort' and outcome = 'applied' and settled_at > $2::timestamptz)`

/** Whether any of these workflows waits for an operator, or was ended by one after that time. */
export async function isWithOperators(
  pool: Pool,
  workflowIds: readonly string[],
  since: string,
): Promise<boolean> {
  return (await query(pool, WITH_OPERATORS, [workflowIds, since])).length === 1
}
