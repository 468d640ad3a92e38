import type { Pool } from 'pg'
import { z } from 'zod'
import type { Decision } from '../domain/decision.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'

const decisionRow = z.object({
  parkId: z.string(),
  decision: z.string(),
  patch: z.record(z.string(), z.unknown()).nullable(),
  outcome: z.enum(['pending', 'applied', 'ignored']),
  detail: z.string().nullable(),
})

/** A decision as the journal has it. */
export type JournalledDecision = z.infer<typeof decisionRow>

const COLUMNS = 'park_id as "parkId", decision, patch, outcome, detail'

/** What stands in the journal of a workflow under the id of this decision: its own entry, else the first. */
export async function findDecision(
  pool: Pool,
  workflowId: string,
  { decisionId, parkId }: Decision,
): Promise<JournalledDecision | undefined> {
  const { rows } = await pool.query(
    `select ${COLUMNS} from inbox.decision where workflow_id = $1 and decision_id = $2
     order by park_id <> $3, created_at limit 1`,
    [workflowId, decisionId, parkId],
  )
  return rows[0] === undefined ? undefined : decisionRow.parse(rows[0])
}

/** Writes the decision down before anyone acts on it. False: the workflow has one with this id already. */
export async function recordDecision(pool: Pool, workflowId: string, decision: Decision): Promise<boolean> {
  const { decisionId, parkId, patch, actor, reason } = decision
  const { rowCount } = await pool.query(
    `insert into inbox.decision (decision_id, workflow_id, park_id, decision, patch, actor, reason, channel)
     values ($1, $2, $3, $4, $5, $6, $7, 'api') on conflict do nothing`,
    [decisionId, workflowId, parkId, decision.decision, patch ?? null, actor, reason],
  )
  return rowCount === 1
}

/** Notes what became of a decision, unless the workflow has said so itself. */
export async function settleDecision(
  pool: Pool,
  workflowId: string,
  { decisionId, parkId }: Decision,
  outcome: 'applied' | 'ignored',
  detail: string,
): Promise<void> {
  await pool.query(
    `update inbox.decision set outcome = $4, detail = $5, settled_at = now()
     where workflow_id = $1 and park_id = $2 and decision_id = $3 and outcome = 'pending'`,
    [workflowId, parkId, decisionId, outcome, detail],
  )
}

const parkRow = z.object({
  open: z.boolean(),
  step: z.string(),
  code: z.string(),
  decisions: z.array(z.string()),
})

/** Whether a park still waits, and for what. */
export async function findPark(
  pool: Pool,
  workflowId: string,
  parkId: string,
): Promise<z.infer<typeof parkRow> | undefined> {
  const { rows } = await pool.query(
    'select closed_at is null as open, step, code, decisions from inbox.park where workflow_id = $1 and park_id = $2',
    [workflowId, parkId],
  )
  return rows[0] === undefined ? undefined : parkRow.parse(rows[0])
}

/** The event an event workflow carries out. */
export async function findWorkflowEvent(pool: Pool, workflowId: string): Promise<PaymentEvent | undefined> {
  const { rows } = await pool.query<{ event: PaymentEvent }>(
    'select event from inbox.event where workflow_id = $1 order by id desc limit 1',
    [workflowId],
  )
  return rows[0]?.event
}
