import type { Pool } from 'pg'
import type { DecisionOutcome } from './inbox.ts'
import { query } from './query.ts'

// A decision that came by the API is there already; its first outcome stands.
const JOURNAL = `
  insert into inbox.decision as decision (
    decision_id, workflow_id, park_id, decision, patch, actor, reason, channel, outcome, detail, settled_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now())
  on conflict (workflow_id, park_id, decision_id) do update
    set outcome = excluded.outcome, detail = excluded.detail, settled_at = excluded.settled_at
    where decision.outcome = 'pending'`

/** Writes down what became of a decision. */
export async function journalDecision(
  pool: Pool,
  { workflowId, channel, decision, outcome, detail }: DecisionOutcome,
): Promise<void> {
  await query(pool, JOURNAL, [
    decision.decisionId,
    workflowId,
    decision.parkId,
    decision.decision,
    decision.patch === undefined ? null : JSON.stringify(decision.patch),
    decision.actor,
    decision.reason,
    channel,
    outcome,
    detail,
  ])
}
