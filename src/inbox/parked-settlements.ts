import type { Pool } from 'pg'
import { query } from './query.ts'

/** A settlement that waits for an operator, as far as its park says. */
export interface ParkedSettlement {
  readonly workflowId: string
  readonly account: string
  readonly paymentId: string
}

const PARKED = `
  select workflow_id as "workflowId", account, payment_id as "paymentId" from inbox.park
  where closed_at is null and workflow_type = 'settlePayment' and since < now() - $1 * interval '1 millisecond'
  order by since, workflow_id`

/** Settlements that have waited for so long, the longest first. */
export function parkedSettlements(pool: Pool, olderThanMs: number): Promise<ParkedSettlement[]> {
  return query<ParkedSettlement>(pool, PARKED, [olderThanMs])
}
